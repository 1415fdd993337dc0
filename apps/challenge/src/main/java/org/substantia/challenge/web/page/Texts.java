package org.substantia.challenge.web.page;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.substantia.challenge.json.Json;

/**
 * The words of the pages in one language. Both languages stand in one file, side by side; a key that one of them lacks
 * fails the build.
 */
public final class Texts {
    private static final String FILE = "/org/substantia/challenge/web/texts.json";
    private static final Map<String, List<String>> ALL = load();

    public static final Texts ENGLISH = new Texts("en", 0);
    public static final Texts CHINESE = new Texts("zh-CN", 1);

    private final String locale;
    private final int column;

    private Texts(String locale, int column) {
        this.locale = locale;
        this.column = column;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, List<String>> load() {
        try (InputStream in = Texts.class.getResourceAsStream(FILE)) {
            return Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), Map.class);
        } catch (IOException e) {
            throw new IllegalStateException(FILE + " is part of the program and cannot be read", e);
        }
    }

    static Map<String, List<String>> all() {
        return ALL;
    }

    public static Texts of(String locale) {
        return locale.startsWith("zh") ? CHINESE : ENGLISH;
    }

    public String locale() {
        return locale;
    }

    /** @throws IllegalArgumentException if there is no such text */
    public String get(String key) {
        List<String> texts = ALL.get(key);
        if (texts == null) {
            throw new IllegalArgumentException("no text " + key);
        }
        return texts.get(column);
    }

    /** The text with {@code {name}} filled in. */
    public String get(String key, Map<String, String> values) {
        String text = get(key);
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("{" + value.getKey() + "}", value.getValue());
        }
        return text;
    }

    /** The text of a constant: {@code state.SCORED}. */
    public String get(String prefix, Enum<?> constant) {
        return get(prefix + "." + constant.name());
    }
}
