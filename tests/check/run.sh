#!/bin/bash
# What can be said about the tree without running it: ./dev check.
#
# SPDX-License-Identifier: GPL-3.0-or-later
set -u

if [ $# -lt 1 ]; then
  echo "Usage: $0 BUILD-DIRECTORY [--fix]" >&2
  exit 2
fi

build=$1
shift
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../.." || exit 1

app_id=io.github.weirmonitor.Weir
jobs=$(nproc)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Tracked files, and new ones that are not ignored.  Works as another user than the tree's owner.
files ()
{
  git -c safe.directory='*' ls-files --cached --others --exclude-standard -- "$@" \
    | while read -r file; do [ ! -f "$file" ] || printf '%s\n' "$file"; done
}

shell_scripts ()
{
  files | while read -r file; do
    case $(head -c 64 "$file" | head -n 1 | tr -d '\0') in
      '#!'*sh) printf '%s\n' "$file" ;;
    esac
  done
}

# Prints the lines given, if any, and says whether there were none.
none ()
{
  local found
  found=$(cat)
  [ -z "$found" ] || printf '%s\n' "$found"
  [ -z "$found" ]
}

# The template without what changes on its own.
template_text ()
{
  grep -v '^"POT-Creation-Date:' "$1"
}

renew_template ()
{
  meson compile -C "$build" weir-pot >"$scratch/weir-pot.log" 2>&1 || cat "$scratch/weir-pot.log"
}

# ---- code ----------------------------------------------------------------------------------------

check_format ()
{
  files '*.c' '*.h' | xargs -r -d '\n' clang-format --dry-run -Werror
}

check_clang_tidy ()
{
  local compiled='s,^ *"file": "\(.*/\)*\(src/.*\.c\)".*,\2,p'
  # -w: what the compiler warns of, the build with -Dwerror=true has refused already.
  comm -12 <(files 'src/*.c' | sort) \
    <(sed -n "$compiled" "$build/compile_commands.json" | sort -u) \
    | xargs -r -d '\n' -P "$jobs" -n 4 \
      clang-tidy --quiet -p "$build" --extra-arg=-Wno-unknown-warning-option --extra-arg=-w \
      2>"$scratch/clang-tidy.log" && return
  grep -v 'warnings\? generated' "$scratch/clang-tidy.log"
  return 1
}

check_cppcheck ()
{
  # assertWithSideEffect: GLib's assertions are never compiled out.
  # unknownMacro: libbpf's macros make declarations, and its headers are not read here.
  cppcheck --quiet --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
    --suppress=assertWithSideEffect --suppress='unknownMacro:tests/generators/*' --library=gtk --std=c11 -j "$jobs" -I src -I "$build" src tests
}

# Colours are named in the code, and defined in CSS.
check_colours ()
{
  files 'src/*.[ch]' 'ui/*.ui' \
    | xargs -r -d '\n' grep -nE '"#[[:xdigit:]]{3,8}"|gdk_rgba_parse|foreground="|background="' | none
}

check_shellcheck ()
{
  shell_scripts | xargs -r -d '\n' shellcheck
}

check_python ()
{
  files '*.py' | while read -r file; do
    python3 -c 'import ast, sys; ast.parse (open (sys.argv[1]).read (), sys.argv[1])' "$file" || exit 1
  done
}

# Data and translations say what they are under in their own way, or have no comments.
check_licences ()
{
  files | while read -r file; do
    case $file in
      LICENSE | */LICENSE | *.md | *.json | *.po | *.pot | *.png) continue ;;
      tests/captures/*.pcap | tests/captures/*.pcapng | tests/agreement/tcp/*.pcap) continue ;;
      tests/captures/*.flows | tests/captures/*.packets | tests/captures/*.names) continue ;;
      .gitignore | */.gitignore | .editorconfig | .clang-format) continue ;;
    esac
    head -n 12 "$file" | grep -q 'SPDX-License-Identifier: ' || printf '%s: no SPDX line\n' "$file"
  done | none
}

# Nothing in the tree may depend on, or tell of, the machine it was written on.
check_foreign_places ()
{
  files | grep -v '^LICENSE$' | xargs -d '\n' grep -nIE '(^|[^[:alnum:]._~/-])/(work|home/[a-z]{2,}|root)/' | none
}

# None but those of the project and of its references; names that nobody has (RFC 6761) are no addresses.
check_addresses ()
{
  local hosts='github\.com|(weirmonitor|flatpak)\.github\.io|dist\.torproject\.org|www\.(tcpdump|gnu|rfc-editor|freedesktop|w3)\.org|[a-z.]+\.test'
  files | grep -v '^LICENSE$' | xargs -d '\n' grep -oIE 'https?://[[:alnum:].-]+' \
    | grep -vE "://($hosts)\$" | none
}

# Links to files of the tree lead somewhere.
check_links ()
{
  files '*.md' | while read -r file; do
    grep -oE '(\]\(|src=")[^)":#]+[)"]' "$file" | sed -E 's/^(\]\(|src=")//; s/[)"]$//' \
      | while read -r target; do
        [ -e "$(dirname "$file")/$target" ] || echo "$file: there is no $target"
      done
  done | none
}

# The tests that SECURITY.md relies on exist.
check_threats ()
{
  # shellcheck disable=SC2016 # those of Markdown
  grep -oE '`(/|fuzz-)[a-z0-9/-]+`' SECURITY.md | tr -d '\140' | sort -u | while read -r name; do
    case $name in
      fuzz-*) [ -f "tests/fuzz/$name.c" ] || echo "SECURITY.md: there is no $name" ;;
      *) git -c safe.directory='*' grep -qF "$name" -- 'tests/*.c' || echo "SECURITY.md: there is no test $name" ;;
    esac
  done | none
}

# Whoever reads outside bytes is fuzzed, or tests/fuzz/README.md says why not; each target has seeds and
# a dictionary.
check_fuzz_targets ()
{
  local reads='open|openat|fopen|recv|recvfrom|readlink|readlinkat|getxattr|getnameinfo|getifaddrs'
  reads+='|g_file_get_contents|g_file_load_contents|g_file_read|g_key_file_load_from_[a-z]+|MMDB_open'
  reads+='|json_parser_load_from_[a-z]+|g_desktop_app_info_new_from_filename|pcap_f?open_offline'
  reads+='|gtk_css_provider_load_from_[a-z]+|g_settings_get_(string|strv|value)|g_subprocess_newv?'
  local page=tests/fuzz/README.md target
  {
    # Calls: a name alone, or the end of another one, is none.
    files 'src/*.c' | xargs -d '\n' grep -lE "(^|[^_[:alnum:]>])($reads) \(" | sed -E 's,^src/(core/)?,,' \
      | while read -r source; do
        grep -qF "$source\`" "$page" || echo "$page: what does $source read?"
      done
    python3 tests/fuzz/make-seeds.py "$scratch/seeds" || echo 'tests/fuzz/make-seeds.py fails'
    for target in tests/fuzz/fuzz-*.c; do
      target=${target##*/fuzz-} target=${target%.c}
      grep -qF "\`fuzz-$target\`" "$page" || echo "$page: what does fuzz-$target fuzz?"
      [ -n "$(ls -A "$scratch/seeds/fuzz-$target" 2>/dev/null)" ] || echo "fuzz-$target has no seeds"
      grep -q '^"' "tests/fuzz/$target.dict" 2>/dev/null || echo "fuzz-$target has no dictionary"
      grep -qF "'$target': [" tests/fuzz/meson.build || echo "fuzz-$target is not built"
    done
    grep -oE "\`fuzz-[a-z-]+\`" "$page" | tr -d '\140' | sort -u | while read -r target; do
      [ -f "tests/fuzz/$target.c" ] || echo "$page: there is no $target"
    done
    grep -oE "\`[a-z]+/[a-z-]+\.c\`" "$page" | tr -d '\140' | sort -u | while read -r source; do
      [ -f "src/$source" ] || [ -f "src/core/$source" ] \
        || echo "$page: there is no $source"
    done
  } | none
}

# The page of figures, and its pictures, say what was measured and nothing else.
check_figures ()
{
  python3 tests/bench/figures.py --check
}

# ---- data ----------------------------------------------------------------------------------------

check_desktop_file ()
{
  desktop-file-validate "$build/data/$app_id.desktop"
}

check_metainfo ()
{
  appstreamcli validate --no-net --strict "$build/data/$app_id.metainfo.xml"
}

check_schema ()
{
  glib-compile-schemas --strict --dry-run data
}

check_xml ()
{
  files '*.xml' '*.xml.in' '*.ui' '*.svg' '*.policy.in' '*.its' '*.loc' \
    | xargs -r -d '\n' xmllint --noout --nonet
}

# Each template is in the resources, and each class has its template.
check_resources ()
{
  local file
  for file in ui/*.ui ui/*.css; do
    grep -q ">${file#ui/}</file>" ui/weir.gresource.xml || echo "$file: not in ui/weir.gresource.xml"
  done | none
}

check_icons ()
{
  local file
  for file in data/icons/hicolor/*/apps/*.svg; do
    rsvg-convert --width 64 "$file" --output "$scratch/icon.png" || return 1
  done
}

check_flatpak ()
{
  python3 "$here/flatpak.py" "flatpak/$app_id.json"
}

# meson.build, NEWS.md and the metainfo name the same newest version.
check_version ()
{
  local project news metainfo
  project=$(sed -n "s/^  version: '\(.*\)',$/\1/p" meson.build)
  news=$(sed -n 's/^## \([0-9.]*\).*/\1/p' NEWS.md | head -n 1)
  metainfo=$(sed -n 's/.*<release version="\([^"]*\)".*/\1/p' "data/$app_id.metainfo.xml.in" | head -n 1)
  echo "meson.build $project, NEWS.md $news, metainfo $metainfo"
  [ "$project" = "$news" ] && [ "$project" = "$metainfo" ]
}

# ---- translations --------------------------------------------------------------------------------

# Every file that holds text for people, in alphabetical order.
files_with_text ()
{
  {
    files 'src/*.[ch]' 'ui/*.ui' \
      | xargs -d '\n' grep -lE '\b(N?_|C_|NC_|ngettext|g_dngettext) ?\("|translatable="(yes|true)"'
    files 'data/*.desktop.in' 'data/*.metainfo.xml.in' 'data/*.policy.in' 'data/*.gschema.xml'
  } | LC_ALL=C sort
}

check_potfiles ()
{
  diff <(grep -v '^#' po/POTFILES.in) <(files_with_text) && return
  echo 'po/POTFILES.in is not up to date: ./dev check --fix'
  return 1
}

check_template ()
{
  cp po/weir.pot "$scratch/committed.pot"
  renew_template
  template_text po/weir.pot >"$scratch/new.txt"
  cp "$scratch/committed.pot" po/weir.pot
  template_text po/weir.pot | diff -u - "$scratch/new.txt" && return
  echo "po/weir.pot is not up to date: ./dev check --fix"
  return 1
}

# Complete, and no translation breaks a placeholder or a mnemonic.
check_translations ()
{
  grep -v '^#' po/LINGUAS | while read -r language; do
    msgmerge --quiet --no-fuzzy-matching "po/$language.po" po/weir.pot -o "$scratch/$language.po" 2>&1
    msgfmt --check --check-accelerators=_ "$scratch/$language.po" -o "$scratch/messages.mo" 2>&1
    msgattrib --untranslated --no-obsolete "$scratch/$language.po" | grep '^msgid' \
      | sed "s/^/po\/$language.po: /"
  done | none
}

# Nor does a translation of the manual lack anything.
check_manual ()
{
  python3 tests/check/manual.py
}

# --------------------------------------------------------------------------------------------------

if [ "${1:-}" = --fix ]; then
  files '*.c' '*.h' | xargs -r -d '\n' clang-format -i
  { grep '^#' po/POTFILES.in; files_with_text; } >"$scratch/POTFILES.in"
  cp "$scratch/POTFILES.in" po/POTFILES.in
  renew_template
fi

passed=0 failed=0
for name in format threats fuzz_targets figures colours licences links foreign_places addresses shellcheck python cppcheck clang_tidy xml \
  resources icons desktop_file metainfo schema potfiles template translations manual flatpak version; do
  if "check_$name" >"$scratch/output" 2>&1; then
    printf 'ok    %s\n' "${name//_/ }"
    passed=$((passed + 1))
  else
    printf 'FAIL  %s\n' "${name//_/ }"
    sed 's/^/      /' "$scratch/output" | head -n 80
    failed=$((failed + 1))
  fi
done
printf 'check: %d passed, %d failed, 0 skipped\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
