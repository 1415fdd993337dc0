package org.substantia.cli.console;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What is said of a wrong command line: one line, and where to read on. The whole help of a command would push that
 * line off the screen; only where a subcommand is missing the list of them is shown. Thread-safe.
 */
public final class WrongCommandLine implements IParameterExceptionHandler {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("is not an? (int|long|Integer|Long)$");
    private static final Pattern NUMBER = Pattern.compile("is not an? (double|float|Double|Float)$");

    /** The name of a Java exception before its message. */
    private static final Pattern EXCEPTION = Pattern.compile("(?:[a-z]+\\.)+\\w+Exception: ");

    private static final String ERROR = "Error: ";

    @Override
    public int handleParseException(ParameterException fault, String[] arguments) {
        CommandLine command = fault.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("substantia: " + words(fault.getMessage()));
        boolean suggested = UnmatchedArgumentException.printSuggestions(fault, err);
        if (!suggested && !command.getSubcommands().isEmpty()) {
            command.usage(err);
        } else if (!suggested) {
            err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        }
        return ExitCode.USAGE;
    }

    /** The parser's message without what only programmers know. */
    static String words(String message) {
        String plain = EXCEPTION.matcher(message).replaceAll("");
        plain = WHOLE_NUMBER.matcher(plain).replaceFirst("is not a whole number");
        plain = NUMBER.matcher(plain).replaceFirst("is not a number");
        plain = plain.startsWith(ERROR) ? plain.substring(ERROR.length()) : plain;
        boolean sentence = plain.length() > 1 && Character.isLowerCase(plain.charAt(1));
        return sentence ? plain.substring(0, 1).toLowerCase(Locale.ROOT) + plain.substring(1) : plain;
    }
}
