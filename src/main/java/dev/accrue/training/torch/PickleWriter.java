package dev.accrue.training.torch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Writes the subset of Python's pickle protocol 2 in which TorchScript archives describe their
/// modules. Opcodes are those of CPython's `pickletools`; the layout of tensors is that of
/// `torch.save`: `torch._utils._rebuild_tensor_v2` over a persistent id that names the entry
/// `data/N`.
final class PickleWriter {

  private static final int PROTO = 0x80;
  private static final int MARK = '(';
  private static final int STOP = '.';
  private static final int GLOBAL = 'c';
  private static final int EMPTY_TUPLE = ')';
  private static final int TUPLE = 't';
  private static final int EMPTY_DICT = '}';
  private static final int SET_ITEMS = 'u';
  private static final int NEW_OBJECT = 0x81;
  private static final int REDUCE = 'R';
  private static final int BUILD = 'b';
  private static final int PERSISTENT_ID = 'Q';
  private static final int TEXT = 'X';
  private static final int FLOAT = 'G';
  private static final int LONG1 = 0x8a;
  private static final int TRUE = 0x88;
  private static final int FALSE = 0x89;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final boolean training;
  private final List<Storage> storages = new ArrayList<>();

  private PickleWriter(boolean training) {
    this.training = training;
  }

  /// A tensor that a pickle refers to by its index.
  ///
  /// @param name the path of attributes from the root
  record Storage(String name, TensorValue value) {}

  /// A pickle and the tensors that it refers to, by their index.
  record Pickle(ByteBuffer bytes, List<Storage> storages) {}

  /// @param training whether the modules are in training mode when they are loaded
  static Pickle module(ScriptObject root, boolean training) {
    PickleWriter writer = new PickleWriter(training);
    writer.write(PROTO, 2);
    writer.object("", root);
    writer.write(STOP);
    return new Pickle(ByteBuffer.wrap(writer.out.toByteArray()), writer.storages);
  }

  static byte[] emptyTuple() {
    return new byte[] {(byte) PROTO, 2, EMPTY_TUPLE, STOP};
  }

  private void object(String path, ScriptObject object) {
    global("__torch__", object.className());
    write(EMPTY_TUPLE, NEW_OBJECT, EMPTY_DICT, MARK);
    object
        .attributes()
        .forEach((name, attribute) -> {
          text(name);
          attribute(path + name, attribute);
        });
    write(SET_ITEMS, BUILD);
  }

  private void attribute(String path, ScriptObject.Attribute attribute) {
    switch (attribute) {
      case ScriptObject.Attribute.Training _ -> bool(training);
      case ScriptObject.Attribute.Real real -> {
        write(FLOAT);
        out.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(real.value()).array());
      }
      case ScriptObject.Attribute.Tensor tensor -> tensor(path, tensor.value(), tensor.trained());
      case ScriptObject.Attribute.Submodule submodule -> object(path + ".", submodule.value());
    }
  }

  private void tensor(String path, TensorValue tensor, boolean trained) {
    global("torch._utils", "_rebuild_tensor_v2");
    write(MARK);
    storage(path, tensor);
    integer(0); // offset into the storage
    tuple(tensor.shape());
    tuple(rowMajorStrides(tensor.shape()));
    bool(trained);
    global("collections", "OrderedDict"); // backward hooks: none
    write(EMPTY_TUPLE, REDUCE, TUPLE, REDUCE);
  }

  private void storage(String path, TensorValue tensor) {
    write(MARK);
    text("storage");
    global("torch", tensor.type().storageClass());
    text(Integer.toString(storages.size()));
    text("cpu");
    integer(tensor.elements());
    write(TUPLE, PERSISTENT_ID);
    storages.add(new Storage(path, tensor));
  }

  static List<Long> rowMajorStrides(List<Long> shape) {
    Long[] strides = new Long[shape.size()];
    long stride = 1;
    for (int dimension = shape.size() - 1; dimension >= 0; dimension--) {
      strides[dimension] = stride;
      stride = Math.multiplyExact(stride, shape.get(dimension));
    }
    return List.of(strides);
  }

  private void tuple(List<Long> values) {
    write(MARK);
    values.forEach(this::integer);
    write(TUPLE);
  }

  private void integer(long value) {
    write(LONG1, Long.BYTES);
    out.writeBytes(littleEndian(Long.BYTES).putLong(value).array());
  }

  private void bool(boolean value) {
    write(value ? TRUE : FALSE);
  }

  private void text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    write(TEXT);
    out.writeBytes(littleEndian(Integer.BYTES).putInt(bytes.length).array());
    out.writeBytes(bytes);
  }

  private void global(String module, String name) {
    write(GLOBAL);
    out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void write(int... opcodes) {
    for (int opcode : opcodes) {
      out.write(opcode);
    }
  }
}
