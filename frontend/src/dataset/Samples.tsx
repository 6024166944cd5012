import { Text } from "@mantine/core";
import type { DatasetPreview } from "../api/types";
import { strings } from "../strings";
import classes from "./DatasetPage.module.css";

const text = strings.datasets;

/** The first samples of a split: rows, and images where there are some. */
export function Samples({ preview }: { preview: DatasetPreview }) {
  if (!preview.inspected) return <Text c="dimmed">{text.notInspected}</Text>;
  return preview.files.map((file) => (
    <div key={file.role}>
      {file.thumbnails.length > 0 && (
        <ul className={classes.images}>
          {file.thumbnails.map((image, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they stand where they stand.
            <li key={index}>
              <img src={`data:image/png;base64,${image.png}`} alt="" />
              {image.label}
            </li>
          ))}
        </ul>
      )}
      {file.thumbnails.length === 0 && file.rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys.
        <section className={classes.scroll} tabIndex={0} aria-label={text.rows}>
          <table className={`tabular ${classes.samples}`}>
            <thead>
              <tr>
                {file.columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {file.rows.map((row, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: they stand where they stand.
                <tr key={index}>
                  {row.map((value, place) => (
                    <td key={file.columns[place] ?? place}>{value}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  ));
}
