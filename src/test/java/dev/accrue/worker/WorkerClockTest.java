package dev.accrue.worker;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.accrue.api.worker.Assignment;
import dev.accrue.api.worker.Heartbeat;
import dev.accrue.api.worker.HeartbeatReply;
import dev.accrue.api.worker.LeaseState;
import dev.accrue.api.worker.RegisterWorker;
import dev.accrue.api.worker.TrainerStart;
import dev.accrue.api.worker.WorkerRegistered;
import dev.accrue.api.worker.WorkerTelemetry;
import java.lang.reflect.RecordComponent;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.Temporal;
import java.util.Date;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A worker whose clock is wrong by an hour, or by a year, does what it would do otherwise: nothing
/// in it asks what time it is but for the time that a line of a log shows, and nothing that it and
/// the server tell each other is a time of day. Leases are spans, and count on the monotonic clock.
class WorkerClockTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.accrue.worker", "dev.accrue.training.attempt");

  @Test
  void nothingInAWorkerAsksForTheTimeOfDay() {
    noClasses()
        .that(
            resideInAPackage("dev.accrue.worker..")
                .or(simpleName("Lease"))
                .or(simpleName("WorkerPipe")))
        .and()
        .haveSimpleNameNotEndingWith("Test")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Date.class)
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(CLASSES);
    assertThat(CLASSES.contain(LeaseTrust.class)).isTrue();
    assertThat(CLASSES.contain("dev.accrue.training.attempt.Lease")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        RegisterWorker.class,
        WorkerRegistered.class,
        Heartbeat.class,
        HeartbeatReply.class,
        Assignment.class,
        LeaseState.class,
        TrainerStart.class,
        WorkerTelemetry.class
      })
  void whatWorkersAndServersTellEachOtherIsNoTimeOfDay(Class<?> message) {
    for (RecordComponent component : message.getRecordComponents()) {
      assertThat(Temporal.class.isAssignableFrom(component.getType()))
          .as("%s", component)
          .isFalse();
    }
    assertThat(message.getRecordComponents()).isNotEmpty();
  }
}
