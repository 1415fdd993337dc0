package org.substantia.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the table of ARCHITECTURE.md: which module may use which, and that packages within a module form no circle. */
@Tag("slow")
class ArchitectureTest {
    private static final String ROOT = "org.substantia.";

    /** For every module those it may use. */
    private static final Map<String, Set<String>> MAY_USE = new TreeMap<>(Map.ofEntries(
            Map.entry("base", Set.of()),
            Map.entry("imaging", Set.of("base")),
            Map.entry("cohort", Set.of("imaging", "base")),
            Map.entry("scoring", Set.of("cohort", "imaging", "base")),
            Map.entry("learning", Set.of("base")),
            Map.entry("foundation", Set.of("learning", "cohort", "imaging", "base")),
            Map.entry("synthesis", Set.of("cohort", "imaging", "base")),
            Map.entry("segmentation", Set.of("foundation", "learning", "cohort", "imaging", "base")),
            Map.entry("diagnosis", Set.of("scoring", "cohort", "imaging", "base")),
            Map.entry("report", Set.of("diagnosis", "scoring", "cohort", "imaging", "base")),
            Map.entry("challenge", Set.of("viewer", "report", "scoring", "cohort", "imaging", "base")),
            Map.entry("annotation", Set.of("scoring", "cohort", "imaging", "base")),
            Map.entry("viewer", Set.of("annotation", "report", "cohort", "imaging", "base")),
            Map.entry(
                    "pipeline",
                    Set.of(
                            "report",
                            "diagnosis",
                            "segmentation",
                            "foundation",
                            "learning",
                            "scoring",
                            "cohort",
                            "imaging",
                            "base")),
            Map.entry(
                    "cli",
                    Set.of(
                            "challenge",
                            "pipeline",
                            "viewer",
                            "annotation",
                            "report",
                            "diagnosis",
                            "segmentation",
                            "synthesis",
                            "foundation",
                            "learning",
                            "scoring",
                            "cohort",
                            "imaging",
                            "base"))));

    /** Packages that may use a module which the rest of theirs may not. */
    private static final Map<String, Set<String>> EXCEPTIONS = Map.of("segmentation.training", Set.of("synthesis"));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/substantia/testing/"))
            .importPackages("org.substantia");

    static Set<String> modules() {
        return MAY_USE.keySet();
    }

    @Test
    void everyClassBelongsToAKnownModule() {
        Set<String> found =
                CLASSES.stream().map(ArchitectureTest::module).collect(Collectors.toCollection(TreeSet::new));
        assertThat(found).containsExactlyElementsOf(modules());
    }

    @ParameterizedTest
    @MethodSource("modules")
    void modulesUseOnlyWhatTheTableAllows(String module) {
        Set<String> used = new TreeSet<>();
        for (JavaClass c : CLASSES) {
            if (!module(c).equals(module)) {
                continue;
            }
            Set<String> excepted = EXCEPTIONS.entrySet().stream()
                    .filter(e -> (c.getPackageName() + ".").startsWith(ROOT + e.getKey() + "."))
                    .flatMap(e -> e.getValue().stream())
                    .collect(Collectors.toSet());
            c.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass())
                    .filter(target -> target.getPackageName().startsWith(ROOT))
                    .filter(target -> !module(target).equals(module)
                            && !MAY_USE.get(module).contains(module(target))
                            && !excepted.contains(module(target)))
                    .forEach(target -> used.add(c.getName() + " uses " + target.getName()));
        }
        assertThat(used).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void packagesWithinAModuleFormNoCircle(String module) {
        SlicesRuleDefinition.slices()
                .matching(ROOT + module + ".(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLinePrintsOrExits() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.substantia.cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .check(CLASSES);
    }

    @Test
    void librariesStayWhereTheyBelong() {
        keepTo("picocli..", "cli");
        keepTo("me.tongfei..", "cli");
        keepTo("org.bytedeco..", "learning", "foundation", "segmentation");
        keepTo("org.tribuo..", "diagnosis.training");
        keepTo("com.oracle.labs..", "diagnosis.training");
        keepTo("org.hipparchus..", "imaging", "scoring", "synthesis");
        keepTo("io.javalin..", "challenge.web");
        keepTo("jakarta..", "challenge.web", "challenge.mail");
        keepTo("jakarta.mail..", "challenge.mail");
        keepTo("gg.jte..", "challenge.web");
        keepTo("org.jdbi..", "challenge.store");
        keepTo("com.zaxxer..", "challenge.store");
        keepTo("org.flywaydb..", "challenge.store");
        keepTo("java.sql..", "challenge.store");
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.awt..", "javax.swing..")
                .check(CLASSES);
    }

    /** Rules know no database, no web and no files; pages and what is behind them open no masks and no tables. */
    @Test
    void theChallengesPartsKeepApart() {
        noClasses()
                .that()
                .resideInAPackage("org.substantia.challenge.rules..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.net..", "org.substantia.challenge.store..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage("org.substantia.challenge.web..", "org.substantia.challenge.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.substantia.cohort..", "org.substantia.imaging..", "org.substantia.scoring.evaluation..")
                .check(CLASSES);
    }

    private static void keepTo(String library, String... modules) {
        String[] packages = Arrays.stream(modules).map(m -> ROOT + m + "..").toArray(String[]::new);
        noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CLASSES);
    }

    private static String module(JavaClass c) {
        String rest = c.getPackageName().substring(ROOT.length());
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }
}
