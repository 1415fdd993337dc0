package org.substantia.challenge.web.page;

import java.util.List;

/** A part of a page. */
public sealed interface Section {
    /** A heading of the second order. */
    record Heading(String text) implements Section {}

    /** A heading of the third order. */
    record Subheading(String text) implements Section {}

    /** HTML that {@link Markdown} made; nothing else may come here. */
    record Prose(String html) implements Section {}

    /** A paragraph. */
    record Text(String text) implements Section {}

    /** A paragraph that stands out. */
    record Note(String text, boolean bad) implements Section {}

    /** A list of sentences. */
    record Items(List<String> items) implements Section {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** Links in one line. */
    record Links(List<Cell> links) implements Section {
        public Links {
            links = List.copyOf(links);
        }
    }

    /**
     * A table.
     *
     * @param columns headings
     * @param rows cells
     * @param forms for each row the buttons behind it; empty for a table without
     */
    record Table(String caption, List<String> columns, List<List<Cell>> rows, List<List<Form>> forms)
            implements Section {
        public Table {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
            forms = List.copyOf(forms);
        }

        /** Whether a column holds numbers, which stand at the right, and its heading with them. */
        public boolean number(int column) {
            return !rows.isEmpty() && rows.get(0).get(column).number();
        }

        public static Table of(String caption, List<String> columns, List<List<Cell>> rows) {
            return new Table(caption, columns, rows, List.of());
        }
    }

    /** Something to fill in. */
    record Fill(Form form) implements Section {}

    /** Something to fill in that is folded away until it is asked for. */
    record Folded(Form form) implements Section {}

    /** How long until an instant, counted down where scripts run. */
    record Countdown(String text, String instant) implements Section {}
}
