package dev.accrue.scheduling.plan;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Why a job waits: a code that programs may rely on, and a sentence for people, which is put
/// together only when somebody reads it.
public sealed interface Wait {

  Code code();

  String sentence();

  /// Kinds of reasons.
  enum Code {
    /// No worker could take the job even if nothing else ran.
    NO_SUCH_DEVICES,
    /// Only workers that drain could.
    ONLY_DRAINING,
    /// The job alone needs more than its team may have.
    ABOVE_TEAM_LIMIT,
    TEAM_DEVICE_LIMIT,
    TEAM_JOB_LIMIT,
    USER_JOB_LIMIT,
    /// What the team's limit leaves is for an earlier job of the team.
    BEHIND_OWN_TEAM,
    /// Devices that are in use would do.
    NO_ROOM,
    /// Devices are free but kept for others, and the job may not end soon enough.
    KEPT_FOR_OTHERS,
    /// Devices are or will be kept for this job.
    RESERVED,
    /// Attempts were told to make room for this job.
    PREEMPTING,
    /// The cluster that decides who starts has been given as many jobs as it may be.
    CLUSTER_FULL
  }

  /// No worker has such devices, or not so many.
  ///
  /// @param largest how many such devices the worker with the most has
  record NoSuchDevices(Need need, int largest) implements Wait {
    @Override
    public Code code() {
      return Code.NO_SUCH_DEVICES;
    }

    @Override
    public String sentence() {
      return largest == 0
          ? "needs %s; no worker has any such".formatted(need)
          : "needs %s; no worker has more than %d such".formatted(need, largest);
    }
  }

  /// Only workers that get nothing more have such devices.
  record OnlyDraining(Need need) implements Wait {
    @Override
    public Code code() {
      return Code.ONLY_DRAINING;
    }

    @Override
    public String sentence() {
      return "needs %s; only workers that are being drained have that".formatted(need);
    }
  }

  /// The job alone needs more than its team may have.
  record AboveTeamLimit(Need need, String team, int limit) implements Wait {
    @Override
    public Code code() {
      return Code.ABOVE_TEAM_LIMIT;
    }

    @Override
    public String sentence() {
      return "needs %s; team %s may have at most %s".formatted(need, team, devices(limit));
    }
  }

  /// The team holds its devices, or so many that the job would be too much.
  ///
  /// @param held millionths of a device
  record TeamDeviceLimit(String team, int limit, long held) implements Wait {
    @Override
    public Code code() {
      return Code.TEAM_DEVICE_LIMIT;
    }

    @Override
    public String sentence() {
      return held >= Charge.ofDevices(limit)
          ? "team %s is at its limit of %s".formatted(team, devices(limit))
          : "team %s holds %s of at most %s, which leaves too little"
              .formatted(team, Charge.words(held), devices(limit));
    }
  }

  /// The team runs as many jobs as it may.
  record TeamJobLimit(String team, int limit) implements Wait {
    @Override
    public Code code() {
      return Code.TEAM_JOB_LIMIT;
    }

    @Override
    public String sentence() {
      return "team %s is at its limit of %d running jobs".formatted(team, limit);
    }
  }

  /// Its user runs as many jobs as the team allows one of them.
  record UserJobLimit(String team, int limit) implements Wait {
    @Override
    public Code code() {
      return Code.USER_JOB_LIMIT;
    }

    @Override
    public String sentence() {
      return "its user runs as many jobs as team %s allows one user, %d".formatted(team, limit);
    }
  }

  /// What the limit of the team leaves is for an earlier job.
  record BehindOwnTeam(String team, int limit, UUID earlierJobId) implements Wait {
    @Override
    public Code code() {
      return Code.BEHIND_OWN_TEAM;
    }

    @Override
    public String sentence() {
      return "comes after job %s, which needs what the limit of team %s leaves, %s in all"
          .formatted(earlierJobId, team, devices(limit));
    }
  }

  /// The devices are in use.
  ///
  /// @param largestHole how many such devices are free on the worker with the most
  record NoRoom(Need need, int largestHole) implements Wait {
    @Override
    public Code code() {
      return Code.NO_ROOM;
    }

    @Override
    public String sentence() {
      return largestHole == 0
          ? "needs %s; none is free".formatted(need)
          : "needs %s; the largest free hole is %d".formatted(need, largestHole);
    }
  }

  /// The devices are free, but kept for a job that is before this one.
  ///
  /// @param largestHole how many such devices are free on the worker with the most
  record KeptForOthers(Need need, int largestHole) implements Wait {
    @Override
    public Code code() {
      return Code.KEPT_FOR_OTHERS;
    }

    @Override
    public String sentence() {
      return "needs %s; %d free are kept for larger jobs before it, and it might not end in time"
          .formatted(need, largestHole);
    }
  }

  /// The job is the next for devices that are not free yet.
  ///
  /// @param from null when nobody knows
  record Reserved(Need need, String worker, @Nullable Instant from) implements Wait {
    @Override
    public Code code() {
      return Code.RESERVED;
    }

    @Override
    public String sentence() {
      return "needs %s; the next to be free of worker %s are kept for it, %s"
          .formatted(
              need,
              worker,
              from == null ? "nobody knows from when" : "probably from " + time(from));
    }
  }

  /// Others were told to leave their devices to this job.
  ///
  /// @param victims that this plan told to stop; others may have been told before
  record Preempting(Need need, String worker, int victims) implements Wait {
    @Override
    public Code code() {
      return Code.PREEMPTING;
    }

    @Override
    public String sentence() {
      return "needs %s; gets them on worker %s as soon as others there have saved and stopped"
          .formatted(need, worker);
    }
  }

  /// A cluster decides who starts, and has many to choose from already.
  ///
  /// @param most how many jobs it is given at a time
  record ClusterFull(int most) implements Wait {
    @Override
    public Code code() {
      return Code.CLUSTER_FULL;
    }

    @Override
    public String sentence() {
      return "comes after the %d jobs that the cluster has been given, which is the most at a time"
          .formatted(most);
    }
  }

  private static String devices(int count) {
    return count == 1 ? "1 device" : count + " devices";
  }

  private static String time(Instant instant) {
    return DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'")
        .format(instant.atOffset(ZoneOffset.UTC));
  }
}
