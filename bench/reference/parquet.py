"""Writes the Parquet files that ParquetTableTest reads, and the same table as CSV.

    pip install pandas pyarrow        # written with pandas 3.0.6 and pyarrow 25.0.1
    python bench/reference/parquet.py src/test/resources/parquet
"""

import csv
import datetime
import decimal
import pathlib
import random
import sys

import pandas
import pyarrow
import pyarrow.parquet as parquet

ROWS = 90

SCHEMA = pyarrow.schema([
    ("age", pyarrow.int64()),
    ("level", pyarrow.uint8()),
    ("huge", pyarrow.uint64()),
    ("price", pyarrow.float64()),
    ("ratio", pyarrow.float32()),
    ("half", pyarrow.float16()),
    ("colour", pyarrow.string()),
    ("note", pyarrow.string()),
    ("member", pyarrow.bool_()),
    ("born", pyarrow.date32()),
    ("seen", pyarrow.timestamp("us")),
    ("amount", pyarrow.decimal128(9, 2)),
    ("nothing", pyarrow.null()),
    ("kind", pyarrow.string()),
])


def table():
    """Every type that is read, a fifth of most columns missing."""
    draw = random.Random(7)

    def some(value):
        return None if draw.random() < 0.2 else value

    rows = []
    for row in range(ROWS):
        rows.append({
            "age": some(draw.randrange(18, 90)),
            "level": draw.randrange(200, 256),
            "huge": some(2**63 + draw.randrange(1000)),
            "price": some(draw.randrange(400) / 8 - 20),
            "ratio": some(draw.randrange(100) / 4),
            "half": some(draw.randrange(16) / 2),
            "colour": some(draw.choice(["red", "green", "blue", "gr\u00fcn"])),
            "note": some(f"row {row}, \u20ac \"quoted\""),
            "member": some(draw.random() < 0.5),
            "born": some(datetime.date(1960, 1, 1) + datetime.timedelta(draw.randrange(20000))),
            "seen": some(datetime.datetime(2024, 1, 5, 10, 15, 30) + datetime.timedelta(row)),
            "amount": some(decimal.Decimal(draw.randrange(-99999, 99999)).scaleb(-2)),
            "nothing": None,
            "kind": draw.choice(["cat", "dog"]),
        })
    return rows


def text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    return str(value)


def main(directory):
    directory.mkdir(parents=True, exist_ok=True)
    rows = table()
    with open(directory / "table.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(SCHEMA.names)
        writer.writerows([text(row[name]) for name in SCHEMA.names] for row in rows)

    whole = pyarrow.Table.from_pylist(rows, SCHEMA)

    def write(name, data=whole, **options):
        parquet.write_table(data, directory / f"{name}.parquet", **options)

    # What is read: every codec, dictionaries or none, old and new pages, several row groups and pages.
    write("snappy", compression="snappy")
    write("gzip", compression="gzip", row_group_size=40)
    write("zstd", compression="zstd", data_page_version="2.0", row_group_size=32, data_page_size=64,
          write_batch_size=8)
    write("plain", compression="none", use_dictionary=False, data_page_size=64, write_batch_size=8)
    write("split", compression="none", use_dictionary=False,
          column_encoding={"price": "BYTE_STREAM_SPLIT", "ratio": "BYTE_STREAM_SPLIT"})
    frame = whole.to_pandas(types_mapper={pyarrow.int64(): pandas.Int64Dtype(),
                                          pyarrow.uint64(): pandas.UInt64Dtype()}.get)
    frame.index = [f"name {row}" for row in range(ROWS)]
    frame.to_parquet(directory / "index.parquet")

    # What is refused.
    few = pyarrow.table({"plain": [1, 2], "place": [{"x": 1}, {"x": 2}]})
    write("nested", few)
    write("list", pyarrow.table({"words": [["a"], ["b", "c"]]}))
    write("bytes", pyarrow.table({"data": pyarrow.array([b"\xff\xfe"], pyarrow.binary())}))
    write("interval", pyarrow.table({"took": pyarrow.array([b"x" * 12], pyarrow.binary(12))}))
    write("lz4", few.select(["plain"]), compression="lz4")
    write("delta", pyarrow.table({"note": ["aa", "ab"]}), use_dictionary=False,
          column_encoding="DELTA_BYTE_ARRAY")
    write("empty", whole.slice(0, 0))
    # A page of 40 MiB, and 64 million rows, in a few kilobytes each.
    write("large-page", pyarrow.table({"text": ["a" * (40 << 20)]}), compression="zstd",
          use_dictionary=False, write_statistics=False)
    write("many-rows", pyarrow.table({"none": pyarrow.nulls(64 << 20, pyarrow.int8())}),
          compression="zstd", row_group_size=64 << 20, write_statistics=False,
          max_rows_per_page=4 << 20)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
