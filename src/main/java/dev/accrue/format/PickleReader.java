package dev.accrue.format;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the pickles of TorchScript archives into descriptions. A pickle is a program for a stack
/// machine; this machine only builds values: it knows no import and calls nothing. Opcodes are
/// those of CPython's `pickletools` that libtorch writes (torch/csrc/jit/serialization/pickler.h),
/// and every other one is refused.
public final class PickleReader {

  /// The largest pickle that is read.
  public static final int MAX_BYTES = 16 << 20;

  private static final int MAX_OPCODES = 1_000_000;
  private static final int MAX_STACK = 100_000;
  private static final int MAX_MEMO = 1_000_000;
  private static final int MAX_TEXT = 1 << 20;
  private static final int MAX_NAME = 1_000;
  private static final String FIX = "save the module again with torch.jit.save";

  private final String what;
  private final ByteBuffer in;
  private final List<Pickled> stack = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Map<Integer, Pickled> memo = new HashMap<>();

  private PickleReader(String what, ByteBuffer in) {
    this.what = what;
    this.in = in.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /// The value that a pickle describes.
  ///
  /// @param what is read, for messages
  /// @throws FormatException when it is not a pickle of the kind
  public static Pickled read(String what, ByteBuffer bytes) {
    if (bytes.remaining() > MAX_BYTES) {
      throw new FormatException(
          what,
          "it has %,d bytes, more than the %,d that are read"
              .formatted(bytes.remaining(), MAX_BYTES),
          FIX);
    }
    return new PickleReader(what, bytes).read();
  }

  private Pickled read() {
    try {
      for (int opcodes = 0; opcodes < MAX_OPCODES; opcodes++) {
        int opcode = in.get() & 0xff;
        if (opcode == '.') {
          Pickled result = pop();
          if (!stack.isEmpty() || !marks.isEmpty() || in.hasRemaining()) {
            throw damaged("something is left after its end");
          }
          return result;
        }
        execute(opcode);
        if (stack.size() > MAX_STACK || memo.size() > MAX_MEMO || marks.size() > MAX_STACK) {
          throw damaged("it holds too much at once");
        }
      }
      throw damaged("it is longer than %,d operations".formatted(MAX_OPCODES));
    } catch (BufferUnderflowException e) {
      throw damaged("it ends too early");
    }
  }

  private void execute(int opcode) {
    switch (opcode) {
      case 0x80 -> requireProtocol(in.get());
      case '(' -> marks.add(stack.size());
      case 'c' -> push(new Pickled.Global(line(), line()));
      case 'N' -> push(new Pickled.Nothing());
      case 0x88 -> push(new Pickled.Flag(true));
      case 0x89 -> push(new Pickled.Flag(false));
      case 'K' -> push(new Pickled.Whole(in.get() & 0xff));
      case 'M' -> push(new Pickled.Whole(in.getShort() & 0xffff));
      case 'J' -> push(new Pickled.Whole(in.getInt()));
      case 0x8a -> push(new Pickled.Whole(longNumber()));
      case 'G' -> push(new Pickled.Real(bigEndianDouble()));
      case 'X' -> push(new Pickled.Text(text(in.getInt())));
      case ')' -> push(new Pickled.Sequence(new ArrayList<>()));
      case ']' -> push(new Pickled.Sequence(new ArrayList<>()));
      case '}' -> push(new Pickled.Dictionary(new LinkedHashMap<>()));
      case 't' -> push(new Pickled.Sequence(popToMark()));
      case 0x85 -> push(new Pickled.Sequence(popSome(1)));
      case 0x86 -> push(new Pickled.Sequence(popSome(2)));
      case 0x87 -> push(new Pickled.Sequence(popSome(3)));
      case 'a' -> append(popSome(1));
      case 'e' -> append(popToMark());
      case 's' -> set(popSome(2));
      case 'u' -> set(popToMark());
      case 'q' -> remember(in.get() & 0xff);
      case 'r' -> remember(in.getInt());
      case 'h' -> recall(in.get() & 0xff);
      case 'j' -> recall(in.getInt());
      case 'Q' -> push(new Pickled.Persistent(pop()));
      case 0x81 -> newObject();
      case 'R' -> reduce();
      case 'b' -> build();
      default -> throw damaged("the operation 0x%02x has no place in it".formatted(opcode));
    }
  }

  private void requireProtocol(byte protocol) {
    if (protocol != 2 || in.position() != 2) {
      throw damaged("it is not of protocol 2");
    }
  }

  private void newObject() {
    List<Pickled> classAndArguments = popSome(2);
    push(new Pickled.Instance(global(classAndArguments.getFirst())));
  }

  private void reduce() {
    List<Pickled> functionAndArguments = popSome(2);
    push(new Pickled.Call(global(functionAndArguments.getFirst()), functionAndArguments.getLast()));
  }

  private void build() {
    Pickled state = pop();
    if (!(top() instanceof Pickled.Instance instance)) {
      throw damaged("it gives a state to something that has none");
    }
    instance.build(state);
  }

  private Pickled.Global global(Pickled value) {
    if (value instanceof Pickled.Global global) {
      return global;
    }
    throw damaged("it uses something as a class that is none");
  }

  private void append(List<Pickled> more) {
    if (!(top() instanceof Pickled.Sequence sequence)) {
      throw damaged("it appends to something that is no list");
    }
    sequence.items().addAll(more);
  }

  private void set(List<Pickled> keysAndValues) {
    if (!(top() instanceof Pickled.Dictionary dictionary) || keysAndValues.size() % 2 != 0) {
      throw damaged("it sets entries of something that is no dictionary");
    }
    for (int index = 0; index < keysAndValues.size(); index += 2) {
      if (keysAndValues.get(index) instanceof Pickled.Text key) {
        dictionary.entries().put(key.value(), keysAndValues.get(index + 1));
      }
    }
  }

  private void remember(int index) {
    memo.put(index, top());
  }

  private void recall(int index) {
    Pickled value = memo.get(index);
    if (value == null) {
      throw damaged("it refers to something that it has not named");
    }
    push(value);
  }

  private void push(Pickled value) {
    stack.add(value);
  }

  private Pickled top() {
    if (stack.size() <= floor()) {
      throw damaged("it takes more values than it has put there");
    }
    return stack.getLast();
  }

  private Pickled pop() {
    Pickled value = top();
    stack.removeLast();
    return value;
  }

  /// Values below the last mark are out of reach until the mark is taken.
  private int floor() {
    return marks.isEmpty() ? 0 : marks.getLast();
  }

  private List<Pickled> popSome(int count) {
    return popFrom(stack.size() - count);
  }

  private List<Pickled> popToMark() {
    if (marks.isEmpty()) {
      throw damaged("it looks for a mark that it has not set");
    }
    int from = marks.getLast();
    List<Pickled> values = popFrom(from);
    marks.removeLast();
    return values;
  }

  private List<Pickled> popFrom(int from) {
    if (from < floor()) {
      throw damaged("it takes more values than it has put there");
    }
    List<Pickled> tail = stack.subList(from, stack.size());
    List<Pickled> values = new ArrayList<>(tail);
    tail.clear();
    return values;
  }

  private double bigEndianDouble() {
    return Double.longBitsToDouble(Long.reverseBytes(in.getLong()));
  }

  private long longNumber() {
    int size = in.get() & 0xff;
    if (size > Long.BYTES) {
      throw damaged("a number of %d bytes is too large".formatted(size));
    }
    long value = 0;
    for (int index = 0; index < size; index++) {
      value |= (in.get() & 0xffL) << (8 * index);
    }
    int unused = Long.SIZE - 8 * size;
    return size == 0 ? 0 : value << unused >> unused;
  }

  private String text(int size) {
    if (size < 0 || size > MAX_TEXT || size > in.remaining()) {
      throw damaged("a string of %d bytes does not fit".formatted(size));
    }
    ByteBuffer bytes = in.slice(in.position(), size);
    in.position(in.position() + size);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw damaged("a string is not UTF-8");
    }
  }

  private String line() {
    StringBuilder line = new StringBuilder();
    for (byte next = in.get(); next != '\n'; next = in.get()) {
      if (next < ' ' || line.length() == MAX_NAME) {
        throw damaged("a name in it is no name");
      }
      line.append((char) next);
    }
    return line.toString();
  }

  private FormatException damaged(String why) {
    return new FormatException(what, "at byte %d: %s".formatted(in.position(), why), FIX);
  }
}
