import { expect, it } from "vitest";
import { commonFormat, commonName, partsOf } from "./parts";

const files = (...names: string[]) => names.map((name) => new File(["x"], name));
const shown = (...names: string[]) =>
  partsOf(files(...names)).map(({ split, role }) => `${split} ${role}`);

it("tells splits and roles by the names that such files have", () => {
  expect(
    shown(
      "train-images-idx3-ubyte",
      "train-labels-idx1-ubyte",
      "t10k-images-idx3-ubyte",
      "t10k-labels-idx1-ubyte",
    ),
  ).toEqual(["train FEATURES", "train TARGETS", "test FEATURES", "test TARGETS"]);
  expect(shown("X_train.npy", "y_train.npy", "X_val.npy")).toEqual([
    "train FEATURES",
    "train TARGETS",
    "validation FEATURES",
  ]);
  expect(shown("houses.csv", "houses-test.csv", "latest.csv")).toEqual([
    "train SAMPLES",
    "test SAMPLES",
    "train SAMPLES",
  ]);
});

it("takes files of one format only, and names them together", () => {
  expect(commonFormat(files("a.csv", "b.CSV"))).toBe("CSV");
  expect(commonFormat(files("train-images-idx3-ubyte", "labels.idx"))).toBe("IDX");
  expect(commonFormat(files("a.csv", "b.parquet"))).toBeNull();
  expect(commonFormat([])).toBeNull();
  expect(commonName(files("Houses-train.csv", "Houses-test.csv"))).toBe("houses");
  expect(commonName(files("train.csv", "test.csv"))).toBe("data");
  expect(commonName(files("House Prices.csv"))).toBe("house-prices");
});
