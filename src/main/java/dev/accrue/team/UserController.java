package dev.accrue.team;

import dev.accrue.api.team.ChangeUser;
import dev.accrue.api.team.CreateUser;
import dev.accrue.api.team.FirstPassword;
import dev.accrue.api.team.UserPage;
import dev.accrue.api.team.UserView;
import dev.accrue.representation.Sorted;
import dev.accrue.representation.Sparse;
import dev.accrue.representation.Tagged;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
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

/// Accounts of people, for administrators.
@RestController
@RequestMapping(path = "/api/v1/users", produces = MediaType.APPLICATION_JSON_VALUE)
class UserController {

  private final Users users;
  private final FirstAnswers answers;

  UserController(Users users, FirstAnswers answers) {
    this.users = users;
    this.answers = answers;
  }

  /// Accounts by name; for administrators.
  @Sparse
  @Sorted({"name", "createdAt", "administrator", "disabledAt"})
  @GetMapping
  UserPage users(
      @RequestParam(required = false) @Nullable String sort,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") @Min(1) @Max(100) int limit,
      Caller caller) {
    Administrators.require(caller);
    return users.list(UserStore.SORT_KEYS.page(sort, cursor, limit));
  }

  /// An account; for administrators.
  @Tagged
  @GetMapping("/{name}")
  UserView user(@PathVariable String name, Caller caller) {
    Administrators.require(caller);
    return users.fetch(name);
  }

  /// Opens an account and shows its first password, once; for administrators. The same request sent
  /// again with the same `Idempotency-Key` is answered with the first answer.
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.CREATED)
  FirstPassword createUser(
      @RequestBody @Valid CreateUser user,
      @RequestHeader(name = FirstAnswers.HEADER, required = false)
          @Pattern(regexp = FirstAnswers.RANDOM_KEY, message = FirstAnswers.RANDOM_KEY_MESSAGE)
          @Nullable String idempotencyKey,
      Caller caller) {
    Administrators.require(caller);
    return answers.once(
        new FirstAnswers.Request(caller, idempotencyKey, "createUser", user),
        FirstPassword.class,
        () -> users.create(user));
  }

  /// Says what an account may do, or closes it, which ends its sessions; for administrators.
  @Tagged
  @PutMapping(path = "/{name}", consumes = MediaType.APPLICATION_JSON_VALUE)
  UserView changeUser(
      @PathVariable String name,
      @RequestBody @Valid ChangeUser change,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
      Caller caller) {
    Administrators.require(caller);
    return users.change(name, change, ifMatch);
  }

  /// Replaces a forgotten password by a new one that is shown once, and ends the user's sessions;
  /// for administrators.
  @PostMapping("/{name}/password")
  FirstPassword resetPassword(@PathVariable String name, Caller caller) {
    Administrators.require(caller);
    return users.resetPassword(name);
  }

  /// Lets somebody sign in again at once who was locked out after wrong passwords; for
  /// administrators.
  @PostMapping("/{name}/unlock")
  UserView unlockUser(@PathVariable String name, Caller caller) {
    Administrators.require(caller);
    return users.unlock(name);
  }
}
