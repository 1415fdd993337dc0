package org.substantia.cli.option;

import picocli.CommandLine.Help;
import picocli.CommandLine.Option;

/** How a page is served. */
public final class PageOptions {
    @Option(
            names = "--port",
            paramLabel = "N",
            description = "port on 127.0.0.1 (default: any that is free)",
            defaultValue = "0",
            showDefaultValue = Help.Visibility.NEVER)
    private int port;

    @Option(names = "--no-browser", description = "print the address and open no browser")
    private boolean noBrowser;

    public int port() {
        return port;
    }

    public boolean openBrowser() {
        return !noBrowser;
    }
}
