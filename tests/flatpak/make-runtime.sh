#!/bin/bash
# A stand-in for the runtime that the manifest asks for, made of Debian packages: what the real one
# has and Weir needs, under the same name, so that the manifest is built as it is.
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   make-runtime.sh MANIFEST SUITE MIRROR DIRECTORY
#
# Leaves in DIRECTORY/flatpak a system installation of Flatpak with the platform and the Sdk.
# Needs root.
set -euo pipefail
manifest=$1 suite=$2 mirror=$3 directory=$4

value ()
{
  python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$manifest" "$1"
}
platform=$(value runtime) sdk=$(value sdk) branch=$(value runtime-version)
arch=$(flatpak --default-arch)

platform_packages=(
  libgtk-4-1 libgtk-4-bin libadwaita-1-0 libjson-glib-1.0-0 libglib2.0-bin librsvg2-common libnettle8t64
  adwaita-icon-theme hicolor-icon-theme fonts-cantarell fonts-dejavu-core shared-mime-info
  gsettings-desktop-schemas dconf-gsettings-backend locales flatpak-xdg-utils
)
# libseccomp comes as a shared library only, libpcap and libmaxminddb not at all: as in the real Sdk.
sdk_packages=(
  gcc libc6-dev make patch pkgconf cmake meson ninja-build flex bison gperf gettext python3 elfutils
  appstream appstream-compose appstream-util desktop-file-utils
  libgtk-4-dev libadwaita-1-dev libjson-glib-dev nettle-dev nettle-dev
)

work=$directory/making
trap 'rm -rf "$work"' EXIT
rm -rf "$work" "$directory/flatpak"
mkdir -p "$work" "$directory/flatpak"

root=$work/platform
mmdebstrap --quiet --variant=minbase --components=main \
  --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/info/*' --dpkgopt='force-unsafe-io' \
  --skip=cleanup/apt/lists --include="$(IFS=, && echo "${platform_packages[*]}")" \
  "$suite" "$root" "$mirror"

# Debian hides it from the host, where it has no use.
ln -sf ../libexec/flatpak-xdg-utils/flatpak-spawn "$root/usr/bin/flatpak-spawn"

cp -a "$root" "$work/sdk"
cp /etc/resolv.conf "$work/sdk/etc/resolv.conf"
chroot "$work/sdk" env DEBIAN_FRONTEND=noninteractive \
  apt-get -qq -y --no-install-recommends install "${sdk_packages[@]}" </dev/null >"$work/sdk.log" 2>&1 \
  || { tail -n 20 "$work/sdk.log"; exit 1; }

# As this mode, since it needs no compression.
ostree init --repo="$work/repo" --mode=bare-user

# export_runtime NAME ROOT
export_runtime ()
{
  local tree
  tree=$(mktemp -d -p "$work")
  # What flatpak wants to see in an initialised directory.
  mkdir "$tree/usr" "$tree/files" "$tree/export"
  cp -al "$2/usr/." "$tree/usr/"
  cp -a "$2/etc" "$tree/usr/etc"
  # What belongs to one machine, and what would only cost time.
  (cd "$tree/usr" && rm -rf local src games etc/{apt,dpkg,cron*,init.d,rc?.d,systemd,pam.d,security} \
    etc/{shadow,gshadow}* etc/{machine-id,hostname,resolv.conf,hosts,mtab,.pwd.lock})
  printf '[Runtime]\nname=%s\nruntime=%s\nsdk=%s\n' \
    "$1" "$platform/$arch/$branch" "$sdk/$arch/$branch" >"$tree/metadata"
  flatpak build-export --runtime --no-update-summary --disable-sandbox \
    --subject="stand-in made of Debian $suite" "$work/repo" "$tree" "$branch" >/dev/null
}
export_runtime "$platform" "$work/platform"
export_runtime "$sdk" "$work/sdk"
flatpak build-update-repo "$work/repo" >/dev/null

export FLATPAK_SYSTEM_DIR=$directory/flatpak
flatpak remote-add --system --no-gpg-verify stand-in "file://$work/repo"
flatpak install --system -y --noninteractive stand-in "$platform//$branch" "$sdk//$branch" >/dev/null
