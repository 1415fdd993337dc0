package org.substantia.cli.option;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The address of a challenge's site, as an option has it. */
public final class SiteAddress {
    private SiteAddress() {}

    /**
     * @param option its name, for the message
     * @return the address without a slash at its end
     * @throws ParameterException if it is not one of http or https that names a machine, or it goes on after its path
     */
    public static URI of(CommandLine command, String option, String text) {
        try {
            URI address = new URI(text.strip().replaceFirst("/+$", ""));
            boolean web = "http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme());
            if (web
                    && address.getHost() != null
                    && address.getUserInfo() == null
                    && address.getPort() <= 65_535
                    && address.getQuery() == null
                    && address.getFragment() == null) {
                return address;
            }
        } catch (URISyntaxException e) {
            throw wrong(command, option, text, e);
        }
        throw wrong(command, option, text, null);
    }

    private static ParameterException wrong(CommandLine command, String option, String text, Exception cause) {
        return new ParameterException(
                command, option + " is an address such as https://challenge.example.org, not \"" + text + "\"", cause);
    }
}
