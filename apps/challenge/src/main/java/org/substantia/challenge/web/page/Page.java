package org.substantia.challenge.web.page;

import java.util.ArrayList;
import java.util.List;

/**
 * A page: what the layout needs and the sections in order.
 *
 * @param path of the page itself, which the menu marks
 * @param now the server's time, for programs; countdowns run by it
 * @param events where changes of what is shown are told; empty when it does not change
 * @param csrf the token that forms send along
 */
public record Page(
        Texts t,
        String challenge,
        String title,
        String path,
        List<Cell> menu,
        List<Cell> personal,
        String statusLine,
        String serverTime,
        String now,
        String csrf,
        String events,
        List<Section> sections) {
    public Page {
        menu = List.copyOf(menu);
        personal = List.copyOf(personal);
        sections = List.copyOf(sections);
    }

    /** Sections as they come. */
    public static List<Section> sections(Section... sections) {
        return new ArrayList<>(List.of(sections));
    }
}
