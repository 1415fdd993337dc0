package org.substantia.challenge.web.page;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Instants as people read them: in UTC, in the reader's own zone, and anywhere on Earth (AoE, UTC-12). */
public final class Times {
    private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);
    private static final ZoneId AOE = ZoneOffset.ofHours(-12);

    private final ZoneId zone;

    private Times(ZoneId zone) {
        this.zone = zone;
    }

    /** @param zone name of a zone; an unknown one is UTC */
    public static Times in(String zone) {
        try {
            return new Times(ZoneId.of(zone));
        } catch (DateTimeException e) {
            return new Times(ZoneOffset.UTC);
        }
    }

    /** {@code 2025-08-31 16:00 UTC · 2025-09-01 00:00 Asia/Shanghai · 2025-08-31 04:00 AoE}. */
    public String full(Instant instant) {
        String utc = FULL.format(instant.atZone(ZoneOffset.UTC)) + " UTC";
        String own = zone.getRules().equals(ZoneOffset.UTC.getRules())
                ? ""
                : " · " + FULL.format(instant.atZone(zone)) + " " + zone.getId();
        return utc + own + " · " + FULL.format(instant.atZone(AOE)) + " AoE";
    }

    /** In UTC alone, for tables. */
    public String brief(Instant instant) {
        return FULL.format(instant.atZone(ZoneOffset.UTC)) + " UTC";
    }
}
