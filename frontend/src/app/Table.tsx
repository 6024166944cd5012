import { VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Table.module.css";

/** What stands in one column of every row. */
export interface Column<T> {
  title: string;
  cell: (item: T) => ReactNode;
  /** Numbers stand below each other by their last digit. */
  number?: boolean;
  /** Buttons, which need no name above them on a phone. */
  actions?: boolean;
}

interface TableProps<T> {
  label: string;
  columns: readonly Column<T>[];
  items: readonly T[];
  keyOf: (item: T) => string;
  /** Whether the thing no longer counts. */
  muted?: (item: T) => boolean;
}

/**
 * Things as rows, the first column naming them. On a phone each row is laid out as a card; the roles
 * are written out because browsers drop a table's meaning when its display changes.
 */
export function Table<T>({ label, columns, items, keyOf, muted }: TableProps<T>) {
  return (
    <table className={classes.table} role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ title, number, actions }) => (
            <th key={title} role="columnheader" data-number={number || undefined}>
              {actions ? <VisuallyHidden>{title}</VisuallyHidden> : title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {items.map((item) => (
          <tr
            key={keyOf(item)}
            role="row"
            className={classes.row}
            data-muted={muted?.(item) || undefined}
          >
            {columns.map(({ title, cell, number, actions }, index) => (
              <td
                key={title}
                role="cell"
                data-label={index > 0 && !actions ? title : undefined}
                data-number={number || undefined}
                data-actions={actions || undefined}
              >
                {cell(item)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
