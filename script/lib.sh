# Shared by the scripts beside it: where we are, which Python, and the set-up's stages.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=.venv/bin/python
# Compiled modules are kept beside their sources (git ignores them), or every process that a script starts would
# compile all of ours again.
unset PYTHONDONTWRITEBYTECODE

# Print the comment at the top of the calling script when --help (or -h) comes first.
help_if_asked() {
  case "${1:-}" in
  -h | --help)
    sed -n '2,/^[^#]/s/^# \{0,1\}//p' "script/${0##*/}"
    exit 0
    ;;
  esac
}

# The first Python of at least 3.11: $PYTHON, or the usual names on the PATH.
find_python() {
  local name
  for name in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11 python; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
      echo "$name"
      return
    fi
  done
  name=$(python3 --version 2>/dev/null || echo "there is no python3")
  echo "Python 3.11 or later is needed, but here is only: $name. Install it, or name it: PYTHON=/path/to/python3." >&2
  return 1
}

# Run stages of the set-up: runtime, development, system (see script/bootstrap).
bootstrap() {
  local found
  found=$(find_python)
  "$found" -m script.bootstrap "$@"
}
