package org.substantia.challenge.web.admin;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;
import org.substantia.challenge.web.page.Form.Field;
import org.substantia.challenge.web.visit.Visit;

/** What the forms of several pages share. */
final class AdminForms {
    private AdminForms() {}

    static Field reason(Visit visit) {
        return Field.text("reason", visit.t().get("field.reason"), true);
    }

    static List<String[]> phaseOptions(Visit visit) {
        List<String[]> phases = new ArrayList<>();
        visit.store().phases().all().forEach(p -> phases.add(new String[] {p.slug(), visit.title(p)}));
        return phases;
    }

    static <E extends Enum<E>> E parse(Class<E> type, String text) {
        try {
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
    }

    static Instant instant(Visit visit, String field) {
        try {
            return java.time.OffsetDateTime.parse(visit.field(field)).toInstant();
        } catch (DateTimeParseException e) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
    }
}
