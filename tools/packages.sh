# shellcheck shell=bash
# Sourced by run and tests/run: which Debian packages are missing, and installing them.

# wanted_packages KIND…: names from tools/packages, for Debian $VERSION if set, else this one
wanted_packages ()
{
  local release kind
  release=${VERSION:-$(. /etc/os-release 2>/dev/null && echo "${VERSION_ID:-}")}
  for kind in "$@"; do
    awk -v kind="$kind" -v release="$release" '
      $1 == kind { wanted = NF < 3; for (i = 3; i <= NF; i++) wanted += $i == release }
      $1 == kind && wanted { print $2 }' tools/packages
  done
}

# missing_packages KIND…: those that are not installed
missing_packages ()
{
  local package
  for package in $(wanted_packages "$@"); do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || echo "$package"
  done
}

# as_root COMMAND…: by itself, or by sudo where that asks for nothing or there is someone to ask
as_root ()
{
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

may_be_root ()
{
  [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; }
}

install_packages ()
{
  local log
  log=$(mktemp)
  if ! { as_root apt-get update -qq &&
         as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@"; } \
       >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

# ensure_packages KIND…: installs what is missing; where that cannot be, says what to type
ensure_packages ()
{
  local missing
  if ! command -v dpkg-query >/dev/null; then
    echo "This is not Debian: the packages of tools/packages, by whatever names, must be installed." >&2
    return 0
  fi
  missing=$(missing_packages "$@" | tr '\n' ' ')
  missing=${missing% }
  [ -n "$missing" ] || return 0
  if ! may_be_root; then
    printf '%s\n' "Some packages are missing. Install them with this command, then start this one again:" \
      "  su -c 'apt-get install --no-install-recommends $missing'" >&2
    return 1
  fi
  echo "Installing $(echo "$missing" | wc -w) packages" >&2
  # Word by word on purpose.
  # shellcheck disable=SC2086
  install_packages $missing
}
