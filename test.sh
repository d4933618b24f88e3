#!/usr/bin/env bash
# Everything that has to hold: format, lints, the suite on SQLite and on PostgreSQL, and the journeys of people in
# a browser, once with JavaScript and once without. Installs what the system lacks; needs Rust.
set -euo pipefail
cd "$(dirname "$0")"

export CARGO_TERM_COLOR=never RUST_BACKTRACE="${RUST_BACKTRACE:-0}"
# Nothing is built here a second time with a small change, and keeping what that would need takes long.
export CARGO_INCREMENTAL="${CARGO_INCREMENTAL:-0}"
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
began=$SECONDS
work=$(mktemp -d)
chmod 755 "$work"
passed=0
failed=0
skipped=()
failures=()
postgres_bin=

finish() {
    local code=$?
    if [ -n "$postgres_bin" ] && [ -f "$work/postgres/postmaster.pid" ]; then
        as_postgres "$postgres_bin/pg_ctl" -D "$work/postgres" -m immediate stop >/dev/null 2>&1 || true
    fi
    rm -rf "$work"
    if [ "$code" -ne 0 ] && [ ${#failures[@]} -eq 0 ]; then
        printf '\n!!! test.sh itself ended with code %s\n' "$code"
    fi
}
trap finish EXIT

minutes() { printf '%dm%02ds' $(($1 / 60)) $(($1 % 60)); }

# step NAME COMMAND…: runs it, says how long it took, remembers whether it failed.
step() {
    local name=$1 start=$SECONDS
    shift
    printf '\n=== %s\n' "$name"
    if "$@" 2>&1 | tee "$work/log"; then
        printf -- '--- %s: ok in %s\n' "$name" "$(minutes $((SECONDS - start)))"
    else
        printf -- '--- %s: FAILED after %s\n' "$name" "$(minutes $((SECONDS - start)))"
        failures+=("$name")
        # Repeated at the end, where a cut log still shows it.
        grep -E -A 8 'panicked at|^ +Error:|^error' "$work/log" | cut -c 1-400 | head -n 60 >>"$work/why" || true
    fi
}

# Adds up what the last step's log says of its tests.
count() {
    local number
    for number in $(sed -nE 's/^test result: .* ([0-9]+) passed; .*/\1/p; s/^ +([0-9]+) passed( \(.*)?$/\1/p' "$work/log"); do
        passed=$((passed + number))
    done
    for number in $(sed -nE 's/^test result: .* ([0-9]+) failed; .*/\1/p; s/^ +([0-9]+) failed$/\1/p' "$work/log"); do
        failed=$((failed + number))
    done
    number=$(sed -nE 's/^test result: .* ([0-9]+) ignored; .*/\1/p; s/^ +([0-9]+) (skipped|did not run)$/\1/p' "$work/log" |
        awk '{ sum += $1 } END { print sum + 0 }')
    if [ "$number" -gt 0 ]; then skipped+=("$number tests of: $1"); fi
}

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }
as_postgres() { if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
postgres_programs() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }

install_missing() {
    local missing=()
    command -v chromium >/dev/null || missing+=(chromium)
    command -v node >/dev/null || missing+=(nodejs)
    command -v npm >/dev/null || missing+=(npm)
    [ -n "$(postgres_programs)" ] || missing+=(postgresql)
    python3 -c 'import ensurepip' >/dev/null 2>&1 || missing+=(python3-venv)
    if [ ${#missing[@]} -eq 0 ]; then
        echo "nothing is missing"
        return
    fi
    echo "installing ${missing[*]}"
    as_root apt-get update -qq &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# A PostgreSQL of our own in the work folder, as quick as it gets: what it holds need not survive.
start_postgres() {
    local port tries
    mkdir -p "$work/postgres"
    if [ "$(id -u)" -eq 0 ]; then chown postgres "$work/postgres"; fi
    as_postgres "$postgres_bin/initdb" -D "$work/postgres" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
    for tries in 1 2 3 4 5; do
        port=$((20000 + RANDOM % 12000))
        if as_postgres "$postgres_bin/pg_ctl" -D "$work/postgres" -l "$work/postgres/log" -w -t 30 -o "-p $port \
            -c listen_addresses=127.0.0.1 -c unix_socket_directories=$work/postgres -c max_connections=200 \
            -c fsync=off -c synchronous_commit=off -c full_page_writes=off" start >/dev/null; then
            echo "postgres://postgres@127.0.0.1:$port" >"$work/postgres_url"
            echo "PostgreSQL $("$postgres_bin/postgres" --version | grep -oE '[0-9]+(\.[0-9]+)?' | head -n 1) on port $port"
            return
        fi
    done
    return 1
}

# What the tests use from PyPI, in the work folder.
install_python_packages() {
    python3 -m venv "$work/python" &&
        "$work/python/bin/pip" install --quiet --disable-pip-version-check 'moto[server,s3]>=5.1,<6' \
            'openapi-spec-validator>=0.9,<1' 'openapi-python-client>=0.29,<0.30' 'jsonschema>=4.26,<5'
}

# A bucket that checks signatures: moto. It ends with this script.
start_s3() {
    local port=$((20000 + RANDOM % 12000)) tries
    { tail -f /dev/null --pid=$$ | "$work/python/bin/python" end2end/s3-server.py "$port" >"$work/s3"; } >/dev/null 2>&1 &
    for tries in $(seq 150); do
        if [ "$(grep -c = "$work/s3" 2>/dev/null)" = 3 ]; then
            echo "moto on port $port"
            return
        fi
        sleep 0.2
    done
    return 1
}

# Tests that need more than Rust are marked as ignored; here they run, but for those whose input is missing.
suite=(--include-ignored)
if [ ! -d ../shared/samples ]; then
    suite+=(--skip samples:: --skip the_sample_from_spree)
    skipped+=("the tests of other projects' sample files: there is no ../shared/samples")
fi

suite_on_sqlite() { env -u STALLHOLDER_TEST_POSTGRES cargo test --workspace --locked --quiet -- "${suite[@]}"; }

suite_on_postgres() {
    STALLHOLDER_TEST_POSTGRES=$(cat "$work/postgres_url") cargo test --workspace --locked --quiet -- "${suite[@]}"
}

journeys() (
    cd end2end &&
        npm ci --no-audit --no-fund --loglevel=error &&
        npx playwright test
)

step "what the system needs" install_missing
postgres_bin=$(postgres_programs)
step "format" cargo fmt --all --check
step "lints" cargo clippy --workspace --locked --all-targets --quiet -- -D warnings
# The tool is no part of Rust, and its list of advisories lies on the internet: each is used where it is there.
if cargo deny --version >/dev/null 2>&1; then
    step "licences and sources of the crates" cargo deny --offline check bans licenses sources
    if cargo deny fetch >/dev/null 2>&1; then
        step "advisories about the crates" cargo deny check advisories
    else
        skipped+=("advisories about the crates: their list could not be fetched")
    fi
else
    skipped+=("licences and advisories of the crates: cargo-deny is not installed")
fi
# One build of everything with the same features: tests and binary share every dependency.
step "the binary and the tests are built" cargo build --workspace --locked --all-targets
step "packages of Python" install_python_packages
step "an S3-compatible server to test on" start_s3
if [ "$(grep -c = "$work/s3" 2>/dev/null)" = 3 ]; then
    set -a
    # shellcheck disable=SC1091
    . "$work/s3"
    set +a
fi
step "the suite on SQLite" suite_on_sqlite
count "the suite on SQLite"
step "a PostgreSQL to test on" start_postgres
step "the suite on PostgreSQL" suite_on_postgres
count "the suite on PostgreSQL"
step "the API's document, and a client generated from it" "$work/python/bin/python" end2end/api-client.py \
    "${CARGO_TARGET_DIR:-target}/debug/stallholder"
count "the API's document"
step "journeys in a browser, with JavaScript and without" journeys
count "journeys in a browser"

printf '\n=== %s in all\n' "$(minutes $((SECONDS - began)))"
if [ ${#skipped[@]} -gt 0 ]; then
    printf '\n!!! SKIPPED:\n'
    printf '!!!   %s\n' "${skipped[@]}"
fi
if [ ${#failures[@]} -gt 0 ]; then
    printf '\n!!! FAILED:\n'
    printf '!!!   %s\n' "${failures[@]}"
    printf '\n'
    cat "$work/why"
    # A step that fails without a test of its own counts as one.
    if [ "$failed" -eq 0 ]; then failed=${#failures[@]}; fi
fi
printf '\n%s passed, %s failed\n' "$passed" "$failed"
[ ${#failures[@]} -eq 0 ]
