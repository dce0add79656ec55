package dev.incusoperator;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.FileOutputStream;
import java.io.FileWriter;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;

/** The house: which room may know of which. */
@AnalyzeClasses(packages = "dev.incusoperator", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule the_client_knows_nothing_of_ours_nor_of_kubernetes = noClasses()
            .that(room("client"))
            .should()
            .dependOnClassesThat(ours().and(DescribedPredicate.not(room("client"))))
            .orShould()
            .dependOnClassesThat(resideInAnyPackage(
                    "io.fabric8..",
                    "io.javaoperatorsdk..",
                    "io.quarkus..",
                    "io.quarkiverse..",
                    "jakarta..",
                    "io.smallrye..",
                    "org.eclipse.microprofile..",
                    "io.micrometer.."));

    @ArchTest
    static final ArchRule the_resources_know_nothing_of_ours = only("api");

    @ArchTest
    static final ArchRule status_knows_the_resources_at_most = only("status", "api");

    @ArchTest
    static final ArchRule policy_knows_the_resources_only = only("policy", "api");

    @ArchTest
    static final ArchRule a_host_knows_no_instance = only("host", "client", "api", "policy", "status");

    @ArchTest
    static final ArchRule an_instance_comes_last = only("instance", "host", "client", "api", "policy", "status");

    @ArchTest
    static final ArchRule rooms_have_no_cycles =
            slices().matching("dev.incusoperator.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule a_name_says_what_a_class_is = noClasses()
            .should()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Processor");

    @ArchTest
    static final ArchRule nothing_static_changes =
            fields().that().areStatic().should().beFinal().because("state belongs to an object that someone made");

    @ArchTest
    static final ArchRule keys_and_secrets_stay_in_memory_for_nothing_writes_a_file = noClasses()
            .should()
            .callMethodWhere(DescribedPredicate.describe(
                    "a method of Files that writes",
                    call -> call.getTargetOwner().isEquivalentTo(Files.class)
                            && call.getName().matches("write.*|new(Out|Buf.*W|Byte).*|copy|move|create.*")))
            .orShould()
            .dependOnClassesThat(JavaClass.Predicates.belongToAnyOf(
                    FileOutputStream.class, FileWriter.class, RandomAccessFile.class, FileChannel.class));

    private static ArchRule only(String room, String... others) {
        DescribedPredicate<JavaClass> known = room(room);
        for (String other : others) {
            known = known.or(room(other));
        }
        return noClasses()
                .that(room(room))
                .should()
                .dependOnClassesThat(ours().and(DescribedPredicate.not(known)))
                .as(room + " knows nothing of ours but itself and " + String.join(", ", others));
    }

    private static DescribedPredicate<JavaClass> room(String name) {
        return resideInAPackage("dev.incusoperator." + name + "..");
    }

    private static DescribedPredicate<JavaClass> ours() {
        return resideInAPackage("dev.incusoperator..");
    }
}
