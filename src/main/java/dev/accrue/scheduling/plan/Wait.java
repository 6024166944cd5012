package dev.accrue.scheduling.plan;

import java.time.Instant;
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
    /// The team's limits are too low for this job.
    ABOVE_TEAM_LIMIT,
    TEAM_DEVICE_LIMIT,
    TEAM_JOB_LIMIT,
    USER_JOB_LIMIT,
    /// An earlier job of the team needs what the team's limit leaves.
    BEHIND_OWN_TEAM,
    /// Devices that are in use would do.
    NO_ROOM,
    /// Devices are free but kept for others.
    KEPT_FOR_OTHERS,
    /// Devices are or will be kept for this job.
    RESERVED,
    /// Attempts were told to make room for this job.
    PREEMPTING
  }

  /// What a job needs, in words: "2 devices of 40 GiB".
  record NoSuchDevices(String need, int largest) implements Wait {
    @Override
    public Code code() {
      return Code.NO_SUCH_DEVICES;
    }

    @Override
    public String sentence() {
      return "needs %s on one worker; no worker has more than %d such".formatted(need, largest);
    }
  }

  record AboveTeamLimit(String need, String team, int limit) implements Wait {
    @Override
    public Code code() {
      return Code.ABOVE_TEAM_LIMIT;
    }

    @Override
    public String sentence() {
      return "needs %s, more than the limit of team %s, %d".formatted(need, team, limit);
    }
  }

  record TeamDeviceLimit(String team, int limit) implements Wait {
    @Override
    public Code code() {
      return Code.TEAM_DEVICE_LIMIT;
    }

    @Override
    public String sentence() {
      return "team %s is at its limit of %d devices".formatted(team, limit);
    }
  }

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

  record UserJobLimit(String team, int limit) implements Wait {
    @Override
    public Code code() {
      return Code.USER_JOB_LIMIT;
    }

    @Override
    public String sentence() {
      return "its user runs %d jobs, the most that team %s allows one user".formatted(limit, team);
    }
  }

  record NoRoom(String need, int largestHole) implements Wait {
    @Override
    public Code code() {
      return Code.NO_ROOM;
    }

    @Override
    public String sentence() {
      return "needs %s on one worker; the largest free hole is %d".formatted(need, largestHole);
    }
  }

  record Reserved(String need, String worker, @Nullable Instant from) implements Wait {
    @Override
    public Code code() {
      return Code.RESERVED;
    }

    @Override
    public String sentence() {
      return "needs %s; worker %s is kept for it".formatted(need, worker);
    }
  }
}
