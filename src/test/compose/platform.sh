# Sourced by the drills beside it, in the checkout: the platform of docker-compose.yml under a name, a port and
# secrets of its own, which goes away with everything when the drill ends.

work=$(mktemp -d)
# More than 1 where the machine is busy with other things.
patience=${ACCRUE_PATIENCE:-1}
export ACCRUE_SECRETS=$work/secrets ACCRUE_PORT=${ACCRUE_PORT:-18080}
export COMPOSE_PROJECT_NAME=accrue-test-$$
base=http://127.0.0.1:$ACCRUE_PORT
compose=docker/compose

finish() {
  local code=$?
  if [ "$code" -ne 0 ]; then
    $compose logs --no-color --tail 80 || true
  fi
  $compose down --volumes --timeout 60 >/dev/null 2>&1 || true
  rm -rf "$work"
  exit "$code"
}
trap finish EXIT

fail() {
  echo "FAILED: $1" >&2
  exit 1
}

say() { printf '%4d s  %s\n' "$SECONDS" "$1"; }

up() { $compose up --no-build --detach >"$work/up.log" 2>&1 || { cat "$work/up.log" >&2; fail 'compose up'; }; }

container() { $compose ps --quiet "$1"; }

accrue() { $compose exec -T -e "ACCRUE_TOKEN=${token:-}" server accrue "$@"; }

get() { curl --silent --show-error --fail --max-time 20 -H "Authorization: Bearer $token" "$base$1"; }

# The number that JSON on standard input has at key $1 first.
number() { grep -o "\"$1\":[0-9]*" | head -n 1 | cut -d : -f 2; }

# Waits until a command holds; $1 says what for, $2 for how many seconds.
await() {
  local what=$1 deadline=$((SECONDS + $2 * patience))
  shift 2
  until "$@"; do
    [ "$SECONDS" -lt "$deadline" ] || fail "waited in vain for $what"
    sleep 0.5
  done
}

healthy() { [ "$(docker inspect --format '{{.State.Health.Status}}' "$(container "$1")")" = healthy ]; }
has_reached() { [ "$(get "/api/v1/jobs/$job" | number optimizerStep)" -ge "$1" ]; } 2>/dev/null

# Whether job $job has; one that never will is a failure.
succeeded() {
  case $(get "/api/v1/jobs/$job" 2>/dev/null) in
    *'"state":"SUCCEEDED"'*) return 0 ;;
    *'"state":"FAILED"'* | *'"state":"CANCELED"'*) fail 'the job did not succeed' ;;
    *) return 1 ;;
  esac
}

# Starts everything; the secrets are there already.
up_and_healthy() {
  up
  await 'the server to be healthy' 180 healthy server
  await 'the worker to be healthy' 60 healthy worker
}

# Who the server is in the database.
database_users() {
  $compose exec -T postgres psql --username=accrue --tuples-only --no-align --command \
    "SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name LIKE 'PostgreSQL JDBC%'" accrue | tr -d '\r'
}

sign_in() {
  accrue login http://127.0.0.1:8080 --user admin <"$ACCRUE_SECRETS/first-password" >/dev/null
  token=$($compose exec -T server cat /tmp/.accrue/cli.json | grep -o 'accrue_[A-Za-z0-9_-]*' | head -n 1)
}

# Submits the spec on standard input and prints the job's identifier.
submit() { accrue submit - -o json | grep -o '"id" *: *"[0-9a-f-]*"' | head -n 1 | cut -d '"' -f 4; }

# Holds the curve of job $job to each of the optimizer steps 1 to $1 once.
whole_curve() {
  get "/api/v1/jobs/$job/series/export?format=CSV&names=train/loss" | tail -n +2 | cut -d , -f 2 | sort -n >"$work/steps"
  seq "$1" | diff - "$work/steps" >/dev/null ||
    fail "the curve has $(wc -l <"$work/steps") points of $(uniq "$work/steps" | wc -l) optimizer steps, not $1"
}

# What must be the same afterwards: the curve of job $job, and the weights of each checkpoint.
evidence() {
  get "/api/v1/jobs/$job/series/export?format=CSV" | sort | sha256sum
  for checkpoint in $(get "/api/v1/jobs/$job/checkpoints" | grep -o '"id":"[0-9a-f-]*"' | cut -d '"' -f 4 | sort); do
    echo "$checkpoint $(get "/api/v1/jobs/$job/checkpoints/$checkpoint/export?format=safetensors" | sha256sum)"
  done
}
