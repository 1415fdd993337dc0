package org.substantia.cli.foundation;

import java.io.PrintWriter;
import org.substantia.foundation.registry.ModelRegistry;
import org.substantia.foundation.registry.RegisteredModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code substantia foundation list}: the models that are known by name. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the public models that are known by name.",
            "For each: size, license, SHA-256 and preprocessing. Other files of the same families are read, too.",
            ""
        })
final class FoundationListCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        for (RegisteredModel model : ModelRegistry.all()) {
            out.println(model.name() + "  (" + model.family() + ", " + size(model) + ")");
            out.println("  license        " + model.license());
            out.println("  SHA-256        " + model.sha256() + (model.sha256().length() < 64 ? "..." : ""));
            out.println("  preprocessing  " + model.preprocessing());
            out.println("  " + place(model));
        }
    }

    private static String place(RegisteredModel model) {
        if (model.bundled()) {
            return "file           comes with the program: " + model.address();
        }
        return (model.gated() ? "ask for it at  " : "file           ") + model.address();
    }

    private static String size(RegisteredModel model) {
        return model.bytes().isPresent() ? Math.round(model.bytes().getAsLong() / 1e6) + " MB" : "size not published";
    }
}
