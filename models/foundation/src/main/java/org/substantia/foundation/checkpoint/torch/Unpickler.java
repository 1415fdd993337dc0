package org.substantia.foundation.checkpoint.torch;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads one pickle as far as state dicts and training checkpoints need it: numbers, texts, lists, tuples, dicts, and
 * the few names of {@link Callable}. It runs nothing, makes no object of a class that the file names, and refuses what
 * it does not know. Dicts come back as maps, lists as lists, tuples as {@link Tuple}, tensors as {@link StoredTensor};
 * nothing walks into them, so that nesting costs nothing.
 *
 * @see <a href="https://github.com/python/cpython/blob/main/Lib/pickletools.py">the opcodes</a>
 */
final class Unpickler {
    private static final int MAX_MARKS = 1000;
    private static final int MAX_PROTOCOL = 5;
    private static final Object MARK = new Object();

    private final PickleInput in;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Long, Object> memo = new HashMap<>();
    private final Set<Storage> storages = new LinkedHashSet<>();
    private int marks;
    /** Entries of all OrderedDicts that were made of lists. */
    private long entries;

    Unpickler(PickleInput in) {
        this.in = in;
    }

    /** Every storage that the pickle named, whether a tensor uses it or not. */
    Set<Storage> storages() {
        return storages;
    }

    /** The value of the pickle; the input then stands behind it. */
    Object read() throws PickleException {
        while (true) {
            int opcode = in.unsignedByte();
            if (opcode == '.') {
                Object result = pop();
                if (!stack.isEmpty()) {
                    throw new PickleException("values are left over at its end");
                }
                return result;
            }
            if (!number(opcode) && !text(opcode) && !collection(opcode) && !memory(opcode) && !call(opcode)) {
                throw new PickleException(
                        "it holds the opcode 0x%02x, which a state dict does not need".formatted(opcode));
            }
        }
    }

    private boolean number(int opcode) throws PickleException {
        switch (opcode) {
            case 'N' -> push(None.NONE);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'J' -> push((long) in.signedInt());
            case 'K' -> push((long) in.unsignedByte());
            case 'M' -> push((long) in.unsignedShort());
            case 0x8a -> push(longNumber(in.raw(in.unsignedByte())));
            case 'G' -> push(in.bigEndianDouble());
            default -> {
                return false;
            }
        }
        return true;
    }

    private static Object longNumber(byte[] littleEndian) {
        byte[] bigEndian = new byte[littleEndian.length + 1];
        byte sign = littleEndian.length > 0 && littleEndian[littleEndian.length - 1] < 0 ? (byte) -1 : 0;
        bigEndian[0] = sign;
        for (int i = 0; i < littleEndian.length; i++) {
            bigEndian[bigEndian.length - 1 - i] = littleEndian[i];
        }
        BigInteger value = new BigInteger(bigEndian);
        return value.bitLength() < Long.SIZE ? value.longValue() : value;
    }

    private boolean text(int opcode) throws PickleException {
        switch (opcode) {
            case 'X' -> push(in.text(in.unsignedInt()));
            case 0x8c -> push(in.text(in.unsignedByte()));
            case 'B' -> skipBytes(in.unsignedInt());
            case 'C' -> skipBytes(in.unsignedByte());
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Bytes stand in NumPy's scalars only. */
    private void skipBytes(long length) throws PickleException {
        in.skip(length);
        push(Ignored.VALUE);
    }

    private boolean collection(int opcode) throws PickleException {
        switch (opcode) {
            case '(' -> mark();
            case '}' -> push(new LinkedHashMap<Object, Object>());
            case ']' -> push(new ArrayList<Object>());
            case ')' -> push(new Tuple(List.of()));
            case 't' -> push(new Tuple(popToMark()));
            case 0x85 -> push(new Tuple(popLast(1)));
            case 0x86 -> push(new Tuple(popLast(2)));
            case 0x87 -> push(new Tuple(popLast(3)));
            case 's' -> setItems(popLast(2));
            case 'u' -> setItems(popToMark());
            case 'a' -> append(popLast(1));
            case 'e' -> append(popToMark());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void setItems(List<Object> items) throws PickleException {
        if (items.size() % 2 != 0) {
            throw new PickleException("a dict has a key without a value");
        }
        Map<Object, Object> dict = dict(top());
        for (int i = 0; i < items.size(); i += 2) {
            dict.put(key(items.get(i)), items.get(i + 1));
        }
    }

    /** Others are refused, since Java would have to walk through them to find their hash. */
    static Object key(Object key) throws PickleException {
        if (key instanceof String || key instanceof Long || key instanceof Boolean || key instanceof None) {
            return key;
        }
        throw new PickleException("a dict has a key that is neither text nor a whole number");
    }

    private void append(List<Object> items) throws PickleException {
        list(top()).addAll(items);
    }

    private boolean memory(int opcode) throws PickleException {
        switch (opcode) {
            case 0x80 -> protocol(in.unsignedByte());
            case 0x95 -> in.signedLong(); // a frame, whose length does not matter to one who holds all bytes
            case 'q' -> memo.put((long) in.unsignedByte(), top());
            case 'r' -> memo.put(in.unsignedInt(), top());
            case 0x94 -> memo.put((long) memo.size(), top());
            case 'h' -> recall(in.unsignedByte());
            case 'j' -> recall(in.unsignedInt());
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void protocol(int version) throws PickleException {
        if (version > MAX_PROTOCOL) {
            throw new PickleException(
                    "it has the pickle protocol " + version + ", up to " + MAX_PROTOCOL + " are known");
        }
    }

    private void recall(long index) throws PickleException {
        Object value = memo.get(index);
        if (value == null) {
            throw new PickleException("it refers to value " + index + " before there is one");
        }
        push(value);
    }

    private boolean call(int opcode) throws PickleException {
        switch (opcode) {
            case 'c' -> push(Callable.global(in.line(), in.line()));
            case 0x93 -> stackGlobal(popLast(2));
            case 'Q' -> {
                Storage storage = Storage.ofPersistentId(pop());
                storages.add(storage);
                push(storage);
            }
            case 'R' -> reduce(popLast(2));
            case 'b' -> build(popLast(2));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void stackGlobal(List<Object> names) throws PickleException {
        if (!(names.get(0) instanceof String module) || !(names.get(1) instanceof String name)) {
            throw new PickleException("a name is no text");
        }
        push(Callable.global(module, name));
    }

    private void reduce(List<Object> call) throws PickleException {
        if (!(call.get(0) instanceof Callable callable) || !(call.get(1) instanceof Tuple arguments)) {
            throw new PickleException("it calls something that is no function of a state dict");
        }
        if (callable == Callable.ORDERED_DICT) {
            limitEntries(arguments.items());
        }
        push(callable.call(arguments.items()));
    }

    /** A call copies its list, which may be named again and again; each entry that is really there takes a byte. */
    private void limitEntries(List<Object> arguments) throws PickleException {
        for (Object argument : arguments) {
            entries += argument instanceof List<?> pairs ? pairs.size() : 0;
        }
        if (entries > in.taken()) {
            throw new PickleException("its OrderedDicts repeat the same entries beyond what it holds");
        }
    }

    /** The attributes of an OrderedDict, such as {@code _metadata}, and the state of a NumPy type are left out. */
    private void build(List<Object> objectAndState) throws PickleException {
        Object object = objectAndState.get(0);
        if (!(object instanceof Map) && object != Ignored.VALUE) {
            throw new PickleException("it sets the state of something that is no OrderedDict");
        }
        push(object);
    }

    private void push(Object value) {
        stack.add(value);
    }

    private void mark() throws PickleException {
        if (++marks > MAX_MARKS) {
            throw new PickleException("its values are nested more than " + MAX_MARKS + " deep");
        }
        push(MARK);
    }

    private Object top() throws PickleException {
        if (stack.isEmpty() || stack.get(stack.size() - 1) == MARK) {
            throw missing();
        }
        return stack.get(stack.size() - 1);
    }

    private Object pop() throws PickleException {
        Object value = top();
        stack.remove(stack.size() - 1);
        return value;
    }

    private List<Object> popLast(int count) throws PickleException {
        int begin = stack.size() - count;
        if (begin < 0 || stack.subList(begin, stack.size()).contains(MARK)) {
            throw missing();
        }
        return cut(begin);
    }

    private List<Object> popToMark() throws PickleException {
        int begin = stack.size() - 1;
        while (begin >= 0 && stack.get(begin) != MARK) {
            begin--;
        }
        if (begin < 0) {
            throw missing();
        }
        List<Object> items = cut(begin + 1);
        stack.remove(begin);
        marks--;
        return items;
    }

    private List<Object> cut(int begin) {
        List<Object> tail = stack.subList(begin, stack.size());
        List<Object> items = new ArrayList<>(tail);
        tail.clear();
        return items;
    }

    @SuppressWarnings("unchecked") // every map on the stack is made here
    private static Map<Object, Object> dict(Object value) throws PickleException {
        if (value instanceof Map) {
            return (Map<Object, Object>) value;
        }
        throw new PickleException("it puts entries into something that is no dict");
    }

    @SuppressWarnings("unchecked") // every list on the stack is made here
    private static List<Object> list(Object value) throws PickleException {
        if (value instanceof List) {
            return (List<Object>) value;
        }
        throw new PickleException("it appends to something that is no list");
    }

    private static PickleException missing() {
        return new PickleException("it takes a value where there is none");
    }
}
