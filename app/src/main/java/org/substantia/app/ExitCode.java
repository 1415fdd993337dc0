package org.substantia.app;

/** What the program's exit status says; every command keeps to these. */
final class ExitCode {
    static final int OK = 0;
    /** A fault of the program itself. */
    static final int INTERNAL = 1;
    /** The command line was wrong. */
    static final int USAGE = 2;
    /** Input data were wrong: some or all cases failed, the others are complete on disk. */
    static final int DATA = 3;

    private ExitCode() {}
}
