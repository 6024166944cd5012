package dev.accrue.team;

import dev.accrue.api.team.ChangeMember;
import dev.accrue.api.team.CreateTeam;
import dev.accrue.api.team.MemberPage;
import dev.accrue.api.team.TeamView;
import dev.accrue.representation.Sorted;
import dev.accrue.representation.Sparse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Teams and who belongs to them.
@RestController
@RequestMapping(path = "/api/v1/teams", produces = MediaType.APPLICATION_JSON_VALUE)
class TeamController {

  private final Teams teams;
  private final FirstAnswers answers;

  TeamController(Teams teams, FirstAnswers answers) {
    this.teams = teams;
    this.answers = answers;
  }

  /// Makes a team without members; for administrators. The same request sent again with the same
  /// `Idempotency-Key` is answered with the first answer.
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.CREATED)
  TeamView createTeam(
      @RequestBody @Valid CreateTeam team,
      @RequestHeader(name = FirstAnswers.HEADER, required = false)
          @Pattern(regexp = FirstAnswers.KEY, message = FirstAnswers.KEY_MESSAGE)
          @Nullable String idempotencyKey,
      Caller caller) {
    Administrators.require(caller);
    return answers.once(
        new FirstAnswers.Request(caller, idempotencyKey, "createTeam", team),
        TeamView.class,
        () -> teams.create(team.name()));
  }

  /// Who belongs to the team, by name.
  @Sparse
  @Sorted({"user", "role"})
  @GetMapping("/{team}/members")
  MemberPage members(
      @PathVariable String team,
      @RequestParam(required = false) @Nullable String sort,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") @Min(1) @Max(100) int limit,
      Caller caller) {
    return teams.members(caller, team, MemberStore.SORT_KEYS.page(sort, cursor, limit));
  }

  /// Makes somebody a member, or changes what they may do; for maintainers and administrators.
  @PutMapping(path = "/{team}/members/{user}", consumes = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void changeMember(
      @PathVariable String team,
      @PathVariable String user,
      @RequestBody @Valid ChangeMember change,
      Caller caller) {
    teams.put(caller, team, user, change.role());
  }

  /// Takes somebody out of the team; for maintainers and administrators.
  @DeleteMapping("/{team}/members/{user}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void removeMember(@PathVariable String team, @PathVariable String user, Caller caller) {
    teams.remove(caller, team, user);
  }
}
