# Functions that the steps of .ci/run share. Every script of a step begins with `source .ci/lib.sh`.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
export CARGO_TERM_COLOR=never

# Installs packages of Debian, if this is a Debian machine and the user may.
debian() {
  local sudo=()
  [ "$(id -u)" = 0 ] || sudo=(sudo -n)
  { "${sudo[@]}" apt-get update -qq && "${sudo[@]}" apt-get install -y -qq --no-install-recommends "$@"; } >/dev/null
}

# Ends the step with a message if a program is absent and cannot be installed: `needs PROGRAM [PACKAGE]`. The step fails if
# JOURNEY_REQUIRE_PROGRAMS is 1, as in a run of all steps, and is skipped otherwise.
needs() {
  command -v "$1" >/dev/null && return
  if [ "${JOURNEY_REQUIRE_PROGRAMS:-0}" != 1 ]; then
    echo "SKIPPED: $1 is not installed${2:+ (package $2)}"
    exit 0
  fi
  [ -n "${2:-}" ] && debian "$2" && command -v "$1" >/dev/null && return
  echo "$1 is not installed${2:+ and cannot be installed from the package $2}" >&2
  exit 1
}

# Builds target/debug/journey-gateway as `cargo test` does. A plain `cargo build` would compile most dependencies again, with the
# features that they have without the tests.
debug_binary() {
  cargo test --quiet --locked --no-run --test layers
}

# Builds the binary of images and packages, target/image/journey-gateway, with the features that the Dockerfile gives its first
# target.
image_binary() {
  local features
  features=$(sed -n 's/^ARG FEATURES=//p' deploy/Dockerfile)
  cargo build --quiet --locked --profile image --no-default-features --features "$features" --bin journey-gateway
}

# Waits until a file contains a match of a pattern, and prints the first one: `wait_for PATTERN FILE`.
wait_for() {
  for _ in $(seq 300); do
    grep -om 1 "$1" "$2" && return
    sleep 0.1
  done
  echo "no $1 in $2 after 30 s:" >&2
  cat "$2" >&2
  return 1
}

# Installs the packages of the pages' checks, unless they are as the lock file says.
page_packages() {
  [ web/node_modules/.package-lock.json -nt web/package-lock.json ] || (cd web && npm ci --no-audit --no-fund --silent)
}

# Starts a demo until the step ends. Sets `welcome` (file with the output of `demo --json`) and `graphql` (URL).
start_demo() {
  debug_binary
  page_packages
  welcome=$(mktemp)
  "$target/debug/journey-gateway" demo --json --listen 127.0.0.1:0 >"$welcome" 2>/dev/null &
  demo=$!
  trap 'kill "$demo" 2>/dev/null || true; rm -f "$welcome"' EXIT
  wait_for graphql "$welcome" >/dev/null
  graphql=$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).graphql' "$welcome")
}

# Sets CHROMIUM to a browser, and installs Debian's if there is none.
browser() {
  export CHROMIUM=${CHROMIUM:-/usr/bin/chromium}
  [ -x "$CHROMIUM" ] || debian chromium
}

# Makes a virtual environment with the packages of a requirements file: `python_packages FOLDER FILE`.
python_packages() {
  python3 -c 'import ensurepip, venv' 2>/dev/null || debian python3-venv
  [ -x "$1/bin/pip" ] || python3 -m venv --clear "$1"
  "$1/bin/pip" install --quiet --disable-pip-version-check --requirement "$2"
}
