package org.substantia.cli.console;

/** What the program's exit status says; every command keeps to these. */
public final class ExitCode {
    public static final int OK = 0;
    /** A fault of the program itself, or too little memory, be it for one case. */
    public static final int INTERNAL = 1;
    /** The command line was wrong. */
    public static final int USAGE = 2;
    /** Input data were wrong: some or all cases failed, the others are complete on disk. */
    public static final int DATA = 3;

    private ExitCode() {}
}
