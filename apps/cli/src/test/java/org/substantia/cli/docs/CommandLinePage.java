package org.substantia.cli.docs;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.substantia.cli.Main;
import picocli.CommandLine;

/** {@code docs/reference/command-line.md}: the help text of every command, as the program prints it. */
final class CommandLinePage {
    private static final int WIDTH = 100;

    private CommandLinePage() {}

    static String text() {
        Map<String, CommandLine> commands = new LinkedHashMap<>();
        collect(new CommandLine(Main.class), commands);
        StringBuilder page = new StringBuilder("""
                # Command line

                Every command's `--help`, as the program prints it. `ReferencePagesTest` makes this page.

                """);
        commands.keySet().forEach(name -> page.append("- [`")
                .append(name)
                .append("`](#")
                .append(name.replace(' ', '-').toLowerCase(Locale.ROOT))
                .append(")\n"));
        commands.forEach((name, command) -> page.append("\n## ")
                .append(name)
                .append("\n\n```text\n")
                .append(help(command))
                .append("```\n"));
        return page.toString();
    }

    private static void collect(CommandLine command, Map<String, CommandLine> commands) {
        commands.put(command.getCommandSpec().qualifiedName(), command);
        command.getSubcommands().values().stream()
                .filter(subcommand -> !(subcommand.getCommand() instanceof CommandLine.HelpCommand))
                .forEach(subcommand -> collect(subcommand, commands));
    }

    private static String help(CommandLine command) {
        command.setUsageHelpWidth(WIDTH);
        return command.getUsageMessage(CommandLine.Help.Ansi.OFF)
                .replace(System.lineSeparator(), "\n")
                .replaceAll("(?m)[ \t]+$", "");
    }
}
