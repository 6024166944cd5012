package dev.accrue.worker;

import dev.accrue.api.worker.Assignment;
import dev.accrue.api.worker.AttemptEnd;
import dev.accrue.api.worker.DeviceInfo;
import dev.accrue.api.worker.DeviceKind;
import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.Heartbeat;
import dev.accrue.api.worker.HeartbeatReply;
import dev.accrue.api.worker.LeaseState;
import dev.accrue.api.worker.Order;
import dev.accrue.api.worker.RegisterWorker;
import dev.accrue.api.worker.TrainerStart;
import dev.accrue.api.worker.WorkerProblem;
import dev.accrue.api.worker.WorkerRegistered;
import dev.accrue.api.worker.WorkerTelemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// Serves the server: registers, then on every beat renews the leases of the trainers that run,
/// starts what was assigned, passes orders on, and reports trainers that died. Beats come at their
/// interval, and at once when the server says that there is work. A server that does not answer is
/// asked again; meanwhile each trainer runs for as long as its lease is trusted and no longer.
final class WorkerAgent {

  private static final long RETRY_MILLIS = 1_000;
  private static final int MAX_END_REPORTS = 60;
  private static final Duration LAST_LINES_TIMEOUT = Duration.ofSeconds(3);

  /// For how long a worker of one attempt waits for it.
  private static final Duration ONCE_PATIENCE = Duration.ofMinutes(5);

  private final WorkerOptions options;
  private final WorkerIdentity identity;
  private final ServerClient server;
  private final AttemptDirectories directories;
  private final List<DeviceInfo> devices;
  private final DeviceWatch watch;
  private final DiskSpace disk;
  private final TrainerUsers users;
  private final WorkerLog log;
  private final JsonMapper json = JsonMapper.builder().build();
  private final ModuleChecks checks;
  private final Map<UUID, TrainerProcess> trainers = new ConcurrentHashMap<>();
  private final MemoryLimit memoryLimit;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean leaving;
  private final StandbyTrainers standbys;
  private final LogSender logs;
  private final WorkWatch work;
  private final LastAnswer lastAnswer;
  private volatile boolean stopping;
  private boolean draining;
  private boolean begun;

  WorkerAgent(
      WorkerOptions options,
      WorkerIdentity identity,
      ServerClient server,
      DeviceProbe probe,
      DiskSpace disk,
      TrainerUsers users,
      WorkerLog log) {
    this.options = options;
    this.identity = identity;
    this.server = server;
    this.users = users;
    this.log = log;
    this.directories = new AttemptDirectories(options.dataDirectory());
    this.devices = probe.devices();
    this.disk = disk;
    this.lastAnswer = new LastAnswer(options.dataDirectory());
    this.watch = new DeviceWatch(probe, this::runningTrainers, this::send, this::loseDevice, log);
    this.checks = new ModuleChecks(options, server, users, log);
    this.memoryLimit = MemoryLimit.ofThisMachine(log);
    // The time of a line is for people to read; nothing here acts on it.
    this.logs = new LogSender(server, InstantSource.system(), log);
    this.work = new WorkWatch(server, identity);
    this.standbys =
        new StandbyTrainers(
            options,
            directories,
            memoryLimit,
            log,
            System::nanoTime,
            Machine::availableMemoryBytes);
  }

  /// Runs until the server says that a newer incarnation serves, or `leave` or `stop` is called.
  void run() throws IOException, InterruptedException {
    try {
      directories.clear();
      checks.clear();
      Optional<WorkerRegistered> terms = register();
      if (terms.isPresent()) {
        log.info("registered as %s with %d device(s)".formatted(options.name(), devices.size()));
        watch.start();
        work.start();
        serve(terms.get());
      }
    } finally {
      watch.stop();
      over.countDown();
    }
  }

  private void serve(WorkerRegistered terms) throws InterruptedException {
    long since = System.nanoTime();
    while (!stopping) {
      long sentAt = System.nanoTime();
      if (options.once() && !leaving && done(since)) {
        log.info(begun ? "its one attempt is over; leaving" : "got no attempt; leaving");
        leaving = true;
      }
      try {
        if (beat(terms)) {
          return;
        }
      } catch (IOException e) {
        log.info("the server does not answer (%s); trying again".formatted(e));
      } catch (ServerException e) {
        if (e.stale()) {
          log.info("a newer worker serves in this one's place; ending");
          stop();
          return;
        }
        log.info("%s; trying again".formatted(e));
      }
      endUntrusted();
      standbys.tend(leaving || draining ? 0 : freeSlots());
      work.await(sentAt + terms.heartbeatIntervalMillis() * 1_000_000 - System.nanoTime());
    }
  }

  private boolean done(long since) {
    return begun ? trainers.isEmpty() : System.nanoTime() - since > ONCE_PATIENCE.toNanos();
  }

  /// Ends in order: takes nothing new, has every trainer save a checkpoint at its next optimizer
  /// step and end, and tells the server when all have. What has not ended after a while is ended
  /// without asking, and goes on from its last checkpoint elsewhere.
  void leave() {
    log.info("asked to end; %d attempt(s) save and stop".formatted(trainers.size()));
    leaving = true;
    trainers.values().forEach(trainer -> trainer.order(Order.PREEMPT));
    try {
      if (!over.await(options.stopGrace().toMillis(), TimeUnit.MILLISECONDS)) {
        log.info("%d attempt(s) did not stop in time".formatted(trainers.size()));
      }
      logs.awaitAll(LAST_LINES_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stop();
  }

  /// Ends every trainer and the loop.
  void stop() {
    stopping = true;
    trainers.values().forEach(TrainerProcess::kill);
    standbys.stop();
    logs.stop();
    work.stop();
    checks.stop();
  }

  /// Slots on which nothing trains. Trainers see the device that they compute on from their start
  /// on, so none stands by for devices other than CPU slots, which are all alike.
  private int freeSlots() {
    Set<Integer> busy = new HashSet<>();
    trainers.values().forEach(trainer -> busy.addAll(trainer.assignment().deviceOrdinals()));
    return (int)
        devices.stream()
            .filter(it -> it.kind() == DeviceKind.CPU && !busy.contains(it.ordinal()))
            .count();
  }

  /// Tries until the server answers, or the worker is asked to end.
  private Optional<WorkerRegistered> register() throws InterruptedException {
    RegisterWorker registration =
        new RegisterWorker(
            identity.workerId(), identity.incarnation(), options.name(), options.labels(), devices);
    while (!stopping && !leaving) {
      try {
        return Optional.of(server.register(registration));
      } catch (IOException e) {
        log.info("the server at %s does not answer yet (%s)".formatted(options.serverUrl(), e));
      } catch (ServerException e) {
        if (e.refused()) {
          throw new IllegalStateException(
              "the server refuses the worker token in %s: %s"
                  .formatted(options.tokenFile(), e.getMessage()));
        }
        log.info("%s; trying again".formatted(e));
      }
      Thread.sleep(RETRY_MILLIS);
    }
    return Optional.empty();
  }

  /// @return whether that was the last heartbeat: the worker leaves and all its attempts are over
  private boolean beat(WorkerRegistered terms)
      throws IOException, InterruptedException, ServerException {
    long sentAt = System.nanoTime();
    boolean last = leaving;
    // One that leaves names those too whose end is still being reported, because what it does not
    // name goes back to the queue.
    List<UUID> served =
        trainers.values().stream()
            .filter(trainer -> last || trainer.running())
            .map(trainer -> trainer.assignment().attemptId())
            .toList();
    HeartbeatReply reply =
        server.heartbeat(
            identity.workerId(), new Heartbeat(identity.incarnation(), served, last, problems()));
    lastAnswer.note();
    sayWhetherDraining(reply.draining());
    for (LeaseState lease : reply.leases()) {
      apply(lease, sentAt, terms.leaseSafetyMarginMillis());
    }
    for (Assignment assignment : reply.assignments()) {
      begin(assignment, sentAt, terms.leaseSafetyMarginMillis());
    }
    reply.checks().forEach(checks::begin);
    return last && served.isEmpty();
  }

  private List<WorkerProblem> problems() {
    return Stream.concat(disk.findProblem().stream(), watch.problems().stream()).toList();
  }

  private List<DeviceProbe.RunningTrainer> runningTrainers() {
    return trainers.values().stream()
        .filter(TrainerProcess::running)
        .map(trainer ->
            new DeviceProbe.RunningTrainer(trainer.pid(), trainer.assignment().deviceOrdinals()))
        .toList();
  }

  private void send(DeviceProbe.Look look)
      throws IOException, InterruptedException, ServerException {
    server.telemetry(
        identity.workerId(), new WorkerTelemetry(identity.incarnation(), look.samples()));
  }

  DeviceWatch watch() {
    return watch;
  }

  private void loseDevice(int ordinal) {
    trainers.values().stream()
        .filter(trainer -> trainer.assignment().deviceOrdinals().contains(ordinal))
        .forEach(TrainerProcess::loseDevice);
  }

  private void sayWhetherDraining(boolean now) {
    if (now != draining) {
      draining = now;
      log.info(
          now
              ? "taken out of service: gets nothing new until somebody resumes it"
              : "taken into service again");
    }
  }

  private void apply(LeaseState lease, long sentAt, long marginMillis) {
    TrainerProcess trainer = trainers.get(lease.attemptId());
    if (trainer == null) {
      return;
    }
    if (lease.validMillis() == 0) {
      trainer.revoke();
      return;
    }
    trainer.trust().extend(sentAt, lease.validMillis(), marginMillis);
    trainer.renew();
    trainer.order(leaving && lease.order() == Order.CONTINUE ? Order.PREEMPT : lease.order());
    trainer.checkEquivalence(lease.equivalenceRequest());
  }

  private void begin(Assignment assignment, long sentAt, long marginMillis) {
    begun = true;
    LeaseTrust trust = new LeaseTrust(System::nanoTime);
    trust.extend(sentAt, assignment.leaseValidMillis(), marginMillis);
    try {
      TrainerHome home =
          users.home(
              directories.create(assignment.attemptId()), assignment.deviceOrdinals().getFirst());
      TrainerProcess trainer =
          TrainerProcess.start(
              assignment,
              assignment.deviceOrdinals().stream().map(devices::get).toList(),
              start(assignment, trust, home),
              trust,
              home,
              memoryLimit,
              standbys,
              logs,
              json);
      trainers.put(assignment.attemptId(), trainer);
      log.info(
          assignment,
          "attempt %s of job %s begins".formatted(assignment.attemptId(), assignment.jobId()));
      Thread.ofVirtual().start(() -> ended(trainer));
    } catch (IOException e) {
      String message = "The worker could not start a trainer process: " + e.getMessage();
      Thread.ofVirtual()
          .start(() -> report(assignment, new AttemptEnd(EndCause.INTERNAL, message, 0, true)));
    }
  }

  private TrainerStart start(Assignment assignment, LeaseTrust trust, TrainerHome home)
      throws IOException {
    DeviceInfo device = devices.get(assignment.deviceOrdinals().getFirst());
    Path cache = Files.createDirectories(options.dataDirectory().resolve("cache"));
    return new TrainerStart(
        options.serverUrl(),
        assignment.attemptId(),
        assignment.jobId(),
        assignment.fencingToken(),
        assignment.leaseToken(),
        device.kind(),
        assignment.deviceOrdinals(),
        home.work().toString(),
        home.cache(cache).toString(),
        device.threads(),
        memoryLimit.tensorBytes(assignment, devices),
        trust.endsAtNanos());
  }

  private void ended(TrainerProcess trainer) {
    trainer.awaitExit();
    LogSender.Sending lines = trainer.finishLog();
    Assignment assignment = trainer.assignment();
    if (trainer.deviceLost()) {
      String message = "A device of the worker is lost, and what ran on it was ended.";
      report(assignment, new AttemptEnd(EndCause.LOST_DEVICE, message, 0));
    } else if (trainer.diedUnreported() && leaving && trainer.askedToEnd()) {
      // Whoever stopped the worker, by Ctrl-C perhaps, stopped its trainers with it.
      String message = "The worker was stopped.";
      report(assignment, new AttemptEnd(EndCause.PREEMPTED, message, 0));
    } else if (trainer.diedUnreported() && !stopping) {
      log.info(assignment, "attempt %s: %s".formatted(assignment.attemptId(), trainer.obituary()));
      report(assignment, new AttemptEnd(EndCause.INTERNAL, trainer.obituary(), 0));
    } else {
      log.info(assignment, "attempt %s is over".formatted(assignment.attemptId()));
    }
    trainers.remove(assignment.attemptId());
    try {
      lines.await();
      directories.delete(assignment.attemptId());
    } catch (IOException e) {
      log.info(
          assignment, "the folder of attempt %s stays: %s".formatted(assignment.attemptId(), e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void report(Assignment assignment, AttemptEnd end) {
    for (int tries = 0; tries < MAX_END_REPORTS && !stopping; tries++) {
      try {
        server.end(assignment, end);
        return;
      } catch (ServerException e) {
        // Ended already, or lost: the server knows more than this worker.
        log.info(assignment, "%s".formatted(e));
        return;
      } catch (IOException e) {
        LockSupport.parkNanos(RETRY_MILLIS * 1_000_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void endUntrusted() {
    for (TrainerProcess trainer : trainers.values()) {
      if (trainer.running() && trainer.trust().remainingMillis() == 0) {
        log.info(
            trainer.assignment(),
            "the lease of attempt %s can no longer be trusted; ending its trainer"
                .formatted(trainer.assignment().attemptId()));
        trainer.kill();
      }
    }
  }
}
