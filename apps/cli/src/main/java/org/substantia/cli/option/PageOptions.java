package org.substantia.cli.option;

import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** How a page is served. */
public final class PageOptions {
    private static final String PORT = "--port";
    private static final String NO_BROWSER = "--no-browser";
    private static final int MAX_PORT = 65_535;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private int port;

    @Option(names = NO_BROWSER, description = "print the address and open no browser")
    private boolean noBrowser;

    /** Looked at before anything is read. */
    @Option(
            names = PORT,
            paramLabel = "N",
            description = "port on 127.0.0.1 (default: any that is free)",
            defaultValue = "0",
            showDefaultValue = Help.Visibility.NEVER)
    void setPort(int given) {
        if (given < 0 || given > MAX_PORT) {
            throw new ParameterException(command.commandLine(), PORT + " is 0 to " + MAX_PORT + ", not " + given);
        }
        port = given;
    }

    /** 0 to 65535; 0 for any that is free. */
    public int port() {
        return port;
    }

    public boolean openBrowser() {
        return !noBrowser;
    }

    /**
     * To be called where no page is served.
     *
     * @param instead the option that makes the command do something else
     * @throws ParameterException if one of these options was given
     */
    public void requireNone(String instead) {
        ParseResult given = command.commandLine().getParseResult();
        for (String option : List.of(PORT, NO_BROWSER)) {
            if (given.hasMatchedOption(option)) {
                throw new ParameterException(
                        command.commandLine(), option + " is for the page; with " + instead + " none is served");
            }
        }
    }
}
