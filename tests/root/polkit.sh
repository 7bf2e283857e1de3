#!/bin/sh
# A system bus and polkitd of their own, in the mount namespace of the test that calls this.
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   polkit.sh POLICY HELPER UID [PROGRAM]
#
# Makes an ordinary user "weir-test" with that UID and the password "correct-horse", and a folder
# /run/weir of that user: where it holds a file "allowed", Weir's action is allowed without a
# question; else the user is asked for the own password, and where it holds a file "kept", the answer
# is remembered for a while.  So it is with the general action for PROGRAM, which no policy names.
set -eu
policy=$1 helper=$2 uid=$3 program=${4-}

mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/dbus /run/test/actions /run/test/rules /run/weir
# Else polkitd misses the login manager.
mkdir -p /run/systemd/seats /run/systemd/sessions /run/systemd/users /run/systemd/machines
chown "$uid" /run/weir

cp /usr/share/polkit-1/actions/org.freedesktop.policykit.policy /run/test/actions
sed "s#@helper@#$helper#" "$policy" >/run/test/actions/io.github.weirmonitor.Weir.policy
cat >/run/test/rules/10-weir.rules <<RULES
polkit.addRule(function(action, subject) {
  var isProgram = action.id == "org.freedesktop.policykit.exec"
                  && action.lookup("program") == "$program";
  if (action.id != "io.github.weirmonitor.Weir.capture" && !isProgram)
    return polkit.Result.NO;
  function exists(path) {
    try {
      polkit.spawn(["test", "-e", path]);
      return true;
    } catch (error) {
      return false;
    }
  }
  if (exists("/run/weir/allowed"))
    return polkit.Result.YES;
  return exists("/run/weir/kept") ? polkit.Result.AUTH_SELF_KEEP : polkit.Result.AUTH_SELF;
});
RULES

cp /etc/passwd /etc/shadow /run/test
echo "weir-test:x:$uid:$uid::/run/weir:/bin/sh" >>/run/test/passwd
# openssl passwd -6 -salt weirtests correct-horse
# shellcheck disable=SC2016 # a hash, not a variable
echo 'weir-test:$6$weirtests$05vuXNE6T81yqiqzx6x1NsB1wtydYnRjCJgsIkBbZPf/KOtD9yR7mk9BL.McA4QCizYcs0WGV5fPl3qM/eGpS0:19000:0:99999:7:::' >>/run/test/shadow

mount --bind /run/test/actions /usr/share/polkit-1/actions
mkdir -p /etc/polkit-1/rules.d
mount --bind /run/test/rules /etc/polkit-1/rules.d
mount --bind /run/test/passwd /etc/passwd
mount --bind /run/test/shadow /etc/shadow

dbus-daemon --system --fork
setsid /usr/lib/polkit-1/polkitd </dev/null >/run/test/polkitd.log 2>&1 &
gdbus wait --system --timeout 10 org.freedesktop.PolicyKit1
