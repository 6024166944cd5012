import { expect, it } from "vitest";
import { nameOf } from "../upload/name";
import { formatOf, usualTarget } from "./file";

it("knows a file's format by its name", () => {
  expect(formatOf("House Prices.CSV")).toBe("CSV");
  expect(formatOf("photos.zip")).toBe("IMAGES_ZIP");
  expect(formatOf("houses.xlsx")).toBeNull();
  expect(formatOf("README")).toBeNull();
  expect(formatOf("a.toString")).toBeNull();
  expect(formatOf("train-images-idx3-ubyte")).toBe("IDX");
  expect(formatOf("X_train.npy")).toBe("NPY");
});

it("makes a name that the server takes of a file's", () => {
  expect(nameOf("House Prices (2024).csv")).toBe("house-prices-2024");
  expect(nameOf("2024_sales.parquet")).toBe("sales");
  expect(nameOf(`${"a".repeat(90)}.csv`)).toHaveLength(63);
  expect(nameOf("日本.csv")).toBe("");
});

it("takes the target that the server would", () => {
  expect(usualTarget(["area", "label", "price"])).toBe("label");
  expect(usualTarget(["area", "price"])).toBe("price");
  expect(usualTarget([])).toBeUndefined();
});
