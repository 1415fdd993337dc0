package org.substantia.challenge.web.page;

import java.util.List;

/**
 * A form. Every form is sent by POST with the token against forged requests.
 *
 * @param action where it is sent
 * @param submit the text of its button
 * @param files whether it sends a file
 * @param inline whether it stands in one line
 */
public record Form(String action, String submit, List<Field> fields, boolean files, boolean inline) {
    public Form {
        fields = List.copyOf(fields);
    }

    public static Form of(String action, String submit, Field... fields) {
        return new Form(action, submit, List.of(fields), false, false);
    }

    /** A button with hidden values and short fields beside it. */
    public static Form button(String action, String submit, Field... fields) {
        return new Form(action, submit, List.of(fields), false, true);
    }

    /** Whether there is something to fill in besides pressing the button. */
    public boolean asks() {
        return fields.stream().anyMatch(field -> !field.type().equals("hidden"));
    }

    public static Form upload(String action, String submit, Field... fields) {
        return new Form(action, submit, List.of(fields), true, false);
    }

    /**
     * A field.
     *
     * @param type {@code text, email, password, hidden, checkbox, textarea, select, file}
     * @param options of a select: value and text in turn
     * @param help a sentence below the field
     */
    public record Field(
            String name,
            String label,
            String type,
            String value,
            boolean required,
            String autocomplete,
            List<String[]> options,
            String help) {
        private static Field of(String name, String label, String type, String value, boolean required) {
            return new Field(name, label, type, value, required, "off", List.of(), "");
        }

        public static Field text(String name, String label, boolean required) {
            return of(name, label, "text", "", required);
        }

        public static Field text(String name, String label, String value, boolean required) {
            return of(name, label, "text", value, required);
        }

        public static Field email(String name, String label) {
            return of(name, label, "email", "", true).autocomplete("email");
        }

        public static Field password(String name, String label, String autocomplete) {
            return of(name, label, "password", "", true).autocomplete(autocomplete);
        }

        public static Field hidden(String name, String value) {
            return of(name, "", "hidden", value, false);
        }

        public static Field check(String name, String label) {
            return of(name, label, "checkbox", "1", true);
        }

        public static Field area(String name, String label, boolean required) {
            return of(name, label, "textarea", "", required);
        }

        public static Field file(String name, String label) {
            return of(name, label, "file", "", true);
        }

        public static Field select(String name, String label, List<String[]> options) {
            return select(name, label, options, "");
        }

        /** @param chosen the value that stands there before anything is chosen; empty for the first */
        public static Field select(String name, String label, List<String[]> options, String chosen) {
            return new Field(name, label, "select", chosen, true, "off", options, "");
        }

        public Field autocomplete(String purpose) {
            return new Field(name, label, type, value, required, purpose, options, help);
        }

        public Field help(String sentence) {
            return new Field(name, label, type, value, required, autocomplete, options, sentence);
        }
    }
}
