package org.substantia.challenge.web.visit;

import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;
import org.substantia.challenge.intake.Intake;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.setup.Content;
import org.substantia.challenge.setup.DataFolder;
import org.substantia.challenge.store.Store;

/**
 * What every page works with.
 *
 * @param programVersion of the program that runs: what scores when organizers ask for a re-score
 * @param baseUrl the address that people type, without a slash at the end; links are made from it and never from what a
 *     request says of itself
 * @param proxy a proxy on another machine, which is believed on who asks; one on this machine always is
 * @param letters is asked before every letter to an address that somebody typed in
 */
public record Platform(
        Store store,
        Intake intake,
        DataFolder data,
        Content content,
        String programVersion,
        URI baseUrl,
        Optional<InetAddress> proxy,
        LetterLimits letters) {
    public static Platform of(
            Store store,
            Intake intake,
            DataFolder data,
            String programVersion,
            URI baseUrl,
            Optional<InetAddress> proxy) {
        Content content = Json.read(store.content(), Content.class);
        return new Platform(
                store, intake, data, content, programVersion, baseUrl, proxy, new LetterLimits(store.clock()));
    }

    public boolean secure() {
        return "https".equals(baseUrl.getScheme());
    }
}
