package dev.accrue;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.stereotype.Component;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.accrue");

  @Test
  void modulesUseOnlyWhatTheyDeclare() {
    ApplicationModules.of(Accrue.class).verify();
  }

  @Test
  void onlyTheTrainerTouchesTheEngine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.accrue.training..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(CLASSES);
  }

  /// These are loaded only where an object store is configured.
  @Test
  void onlyTheObjectStoreTouchesTheSdk() {
    noClasses()
        .that()
        .haveSimpleNameNotStartingWith("S3")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon..")
        .check(CLASSES);
  }

  /// These are loaded only where jobs are placed on a cluster.
  @Test
  void onlyThePlacementOnAClusterTouchesItsClient() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.accrue.kubernetes..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.fabric8..")
        .check(CLASSES);
    classes()
        .that()
        .resideInAPackage("dev.accrue.kubernetes..")
        .and()
        .areMetaAnnotatedWith(Component.class)
        .should()
        .beAnnotatedWith("dev.accrue.kubernetes.OnKubernetes")
        .check(CLASSES);
  }

  @Test
  void workersAndTrainersKnowNeitherSpringNorSql() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.accrue.training..", "dev.accrue.worker..", "dev.accrue.cli..")
        .and()
        .haveSimpleNameNotEndingWith("package-info")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.springframework..", "java.sql..", "javax.sql..")
        .check(CLASSES);
  }

  @Test
  void nobodyReadsTheMachinesClockBehindTheInjectedOne() {
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDate.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(ZonedDateTime.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(CLASSES);
  }

  @Test
  void namesSayWhatThingsAre() {
    classes()
        .should()
        .haveSimpleNameNotEndingWith("Util")
        .andShould()
        .haveSimpleNameNotEndingWith("Utils")
        .andShould()
        .haveSimpleNameNotEndingWith("Manager")
        .andShould()
        .haveSimpleNameNotEndingWith("Helper")
        .check(CLASSES);
    noClasses().should().resideInAnyPackage("..common..", "..util..", "..shared..").check(CLASSES);
  }
}
