package org.substantia.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the floors of ARCHITECTURE.md. */
class ArchitectureTest {
    /** Lowest first. */
    private static final List<String> FLOORS = List.of(
            "imaging", "cohort", "scoring", "synthesis", "learning", "segmentation", "diagnosis", "report", "app");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.substantia");

    @Test
    void everyClassStandsOnAKnownFloor() {
        assertThat(FLOORS).allSatisfy(floor -> assertThat(CLASSES)
                .as("classes of floor %s", floor)
                .anyMatch(c -> c.getPackageName().startsWith("org.substantia." + floor)));
        assertThat(CLASSES).allMatch(c -> FLOORS.stream()
                .anyMatch(f -> (c.getPackageName() + ".").startsWith("org.substantia." + f + ".")));
    }

    @Test
    void floorsDependOnlyOnFloorsBelow() {
        for (int floor = 0; floor < FLOORS.size() - 1; floor++) {
            String[] above = FLOORS.subList(floor + 1, FLOORS.size()).stream()
                    .map(f -> "org.substantia." + f + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("org.substantia." + FLOORS.get(floor) + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above)
                    .check(CLASSES);
        }
    }

    @Test
    void packagesWithinAFloorFormNoCycles() {
        Stream.of("imaging", "cohort", "scoring").forEach(floor -> SlicesRuleDefinition.slices()
                .matching("org.substantia." + floor + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CLASSES));
    }

    @Test
    void onlyTheAppPrintsOrExits() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.substantia.app..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .check(CLASSES);
    }

    @Test
    void lowerFloorsKnowNoNativeCodeAndNoUserInterface() {
        noClasses()
                .that()
                .resideInAnyPackage("org.substantia.imaging..", "org.substantia.cohort..", "org.substantia.scoring..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco..", "java.awt..", "javax.swing..", "picocli..")
                .check(CLASSES);
    }
}
