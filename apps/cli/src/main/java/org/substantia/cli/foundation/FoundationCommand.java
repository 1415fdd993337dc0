package org.substantia.cli.foundation;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code substantia foundation}: public models and their files. */
@Command(
        name = "foundation",
        mixinStandardHelpOptions = true,
        description = {
            "Lists, fetches, describes, runs and exports public foundation models, and trains an encoder of one's own.",
            ""
        },
        subcommands = {
            FoundationListCommand.class,
            FoundationFetchCommand.class,
            FoundationInfoCommand.class,
            FoundationEmbedCommand.class,
            FoundationExportCommand.class,
            FoundationPretrainCommand.class
        })
public final class FoundationCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "a subcommand is needed: list, fetch, info, embed, export or pretrain");
    }
}
