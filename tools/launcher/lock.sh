# shellcheck shell=bash
# shellcheck disable=SC2154  # root is set by winsock-cts
# One lock a clone, on file descriptor 9: shared while the suite runs, exclusive while the build or the Wine prefix changes. So runs may
# overlap, and nothing changes under a running one. Whatever may outlive the launcher is started with 9>&-.

open_lock() { exec 9>>"$root/build/.lock"; }

lock_shared() {
    flock -n -s 9 || {
        say "waiting for another winsock-cts that is building in this clone"
        flock -s 9
    }
}

lock_exclusive() {
    flock -n -x 9 || {
        say "waiting for another winsock-cts in this clone"
        flock -x 9
    }
}

# True when no other launcher is at work here. The lock is then exclusive; otherwise it may be lost, so this is for the very end.
lock_is_ours_alone() { flock -n -x 9; }
