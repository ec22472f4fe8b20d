#!/usr/bin/env bash
# setup.sh run|test: installs the system packages that are missing (Debian 12,
# Ubuntu as far as its packages go). As root it does so itself, otherwise by
# sudo; where neither works it names the command to type and stops.
set -euo pipefail

say() { echo "setup: $*"; }

# First of the given package names that apt knows a version of.
pick() {
	local p
	for p in "$@"; do
		if LC_ALL=C apt-cache policy "$p" 2>/dev/null | grep -q 'Candidate: [^(]'; then
			echo "$p"
			return
		fi
	done
	echo "$1"
}

newest_postgres() {
	local d
	for d in "${PG_BINDIR:-}" $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -rn); do
		[ -n "$d" ] && [ -x "$d/postgres" ] && { echo "$d"; return; }
	done
	command -v postgres >/dev/null && dirname "$(readlink -f "$(command -v postgres)")"
}

postgres_ok() {
	local d v
	d=$(newest_postgres) || return 1
	v=$("$d/postgres" --version | sed -E 's/^[^0-9]*([0-9]+).*/\1/')
	[ "$v" -ge 15 ]
}
installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q ' installed$'; }
have_fonts() { installed fonts-noto-core && { installed fonts-liberation2 || installed fonts-liberation; }; }
have_chromium() { command -v chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable >/dev/null; }

vietnamese() { installed tesseract-ocr-vie || { command -v tesseract >/dev/null && tesseract --list-langs 2>/dev/null | grep -qx vie; }; }

missing() {
	postgres_ok || echo postgresql
	command -v pdftotext >/dev/null || echo poppler-utils
	command -v qpdf >/dev/null || echo qpdf
	command -v heif-convert >/dev/null || echo libheif-examples # pictures of iPhones
	command -v tesseract >/dev/null || echo tesseract-ocr
	vietnamese || echo tesseract-ocr-vie
	have_fonts || echo fonts
	[ "$1" = run ] && return
	have_chromium || echo chromium
	command -v softhsm2-util >/dev/null || echo softhsm2 # a signing device in software,
	command -v pkcs11-tool >/dev/null || echo opensc     # and the tool that asks devices
}

what=${1:-run}
# Tests take the browser without a desktop around it, a third less work; a
# machine that has the whole one already gets it where that goes by itself.
shell_too() {
	[ "$what" != run ] && ! command -v chromium-headless-shell >/dev/null && [ "$(id -u)" = 0 ] || return 0
	{ apt-cache show chromium-headless-shell || timeout 60 apt-get update -qq; } >/dev/null 2>&1 || return 0
	say "installing chromium-headless-shell"
	DEBIAN_FRONTEND=noninteractive timeout 120 apt-get install -y -qq --no-install-recommends chromium-headless-shell </dev/null >/dev/null 2>&1 ||
		say "not to be had; the tests use the whole browser"
}

need=$(missing "$what" | xargs)
[ -n "$need" ] || { shell_too; exit 0; }

if ! command -v apt-get >/dev/null; then
	say "this machine has no apt-get. Install by its own means, then start again: $need"
	say "(PostgreSQL 15 or newer with contrib; PG_BINDIR names its folder of programs)"
	exit 1
fi
as_root=()
if [ "$(id -u)" != 0 ]; then
	as_root=(sudo)
	# with a terminal sudo may ask for the password, without one it must not hang
	if ! command -v sudo >/dev/null || { [ ! -t 0 ] && ! sudo -n true 2>/dev/null; }; then
		as_root=()
		cannot=1
	fi
fi

if [ -z "${cannot:-}" ]; then
	say "installing $need (needs the network, about a minute)"
	"${as_root[@]}" apt-get update -qq -o DPkg::Lock::Timeout=300 || say "apt-get update failed, trying with the lists at hand"
fi
packages=()
for n in $need; do
	case $n in
	postgresql) packages+=("$(pick postgresql-15 postgresql-17 postgresql-16 postgresql-18 postgresql)") ;;
	fonts) packages+=(fonts-noto-core "$(pick fonts-liberation2 fonts-liberation)") ;;
	chromium) packages+=("$(pick chromium-headless-shell chromium chromium-browser)") ;;
	*) packages+=("$n") ;;
	esac
done
if [ -n "${cannot:-}" ]; then
	say "missing: $need. This user may not install packages here; type this once as root, then start again:"
	echo "    apt-get update && apt-get install -y --no-install-recommends ${packages[*]}"
	exit 1
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o DPkg::Lock::Timeout=300 \
		--no-install-recommends "$@" </dev/null >"$log" 2>&1 || {
		tail -20 "$log"
		say "could not install $*; by hand: apt-get install -y --no-install-recommends $*"
		exit 1
	}
}
# Debian starts a system-wide cluster with the package; we need its programs
# only, so that is switched off for the moment of the installation.
off=/etc/postgresql-common/createcluster.d/motcua.conf
if [[ " $need " == *" postgresql "* ]]; then
	apt postgresql-common
	"${as_root[@]}" mkdir -p "${off%/*}"
	echo 'create_main_cluster = false' | "${as_root[@]}" tee "$off" >/dev/null
	trap 'rm -f "$log"; "${as_root[@]}" rm -f "$off"' EXIT
fi
apt "${packages[@]}"

left=$(missing "$what" | xargs)
if [ -n "$left" ]; then
	say "still missing after installation: $left (looked for: ${packages[*]})"
	exit 1
fi
say "installed ${packages[*]}"
