package org.substantia.cli.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Lists the commands in groups by purpose, instead of one after the other. */
public final class CommandGroups {
    private final Map<String, List<String>> groups;

    /** @param groups names of commands by the heading above them */
    public CommandGroups(Map<String, List<String>> groups) {
        this.groups = new LinkedHashMap<>(groups);
    }

    /** Makes the program's help show the groups. */
    public void showIn(CommandLine program) {
        program.getHelpSectionMap().remove(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING);
        program.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, this::render);
    }

    private String render(Help help) {
        Map<String, CommandLine> commands = help.commandSpec().subcommands();
        StringBuilder text = new StringBuilder();
        groups.forEach((heading, names) -> {
            Help.TextTable table = Help.TextTable.forColumns(
                    help.colorScheme(),
                    new Help.Column(14, 2, Help.Column.Overflow.SPAN),
                    new Help.Column(help.commandSpec().usageMessage().width() - 14, 2, Help.Column.Overflow.WRAP));
            for (String name : names) {
                String[] description =
                        commands.get(name).getCommandSpec().usageMessage().description();
                table.addRowValues(name, description.length == 0 ? "" : description[0]);
            }
            text.append(String.format("%n%s:%n", heading)).append(table);
        });
        return text.toString();
    }
}
