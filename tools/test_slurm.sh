#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A study on a real Slurm of three nodes on this machine, one of which dies in the middle: its part is requeued, and the merged results are those of one
# machine. usage: test_slurm.sh PROGRAM SOURCE_DIR. Exits 77 (skipped) where Slurm or munge is missing. As root it runs in namespaces of its own, so that
# nothing survives it; else on loopback.
set -eu
program=$(readlink -f "$1") source=$(readlink -f "$2")
for tool in slurmctld slurmd sbatch sinfo squeue munged; do
    PATH=$PATH:/usr/sbin command -v $tool >/dev/null || { echo "skipped: $tool is missing"; exit 77; }
done
export PATH=$PATH:/usr/sbin:/sbin
if [ "$(id -u)" = 0 ] && [ -z "${PAVISE_SLURM_INSIDE:-}" ]; then
    if unshare -n -u -m -p -f --kill-child true 2>/dev/null; then
        PAVISE_SLURM_INSIDE=1 exec unshare -n -u -m -p -f --kill-child --mount-proc "$0" "$program" "$source"
    fi
fi
host=$(hostname -s)
if [ "${PAVISE_SLURM_INSIDE:-}" = 1 ] && [ "$(id -u)" = 0 ]; then
    hostname pvtest && host=pvtest
    ip link set lo up && ip addr add 10.99.0.1/32 dev lo 2>/dev/null || true
    mount -t tmpfs none /mnt 2>/dev/null && cp /etc/hosts /mnt/hosts && echo "127.0.0.1 pvtest" >>/mnt/hosts && mount --bind /mnt/hosts /etc/hosts || true
fi
user=$(id -un) port=$((20000 + $$ % 20000))
dir=$(mktemp -d /tmp/pavise-slurm-XXXXXX)

pids() { cat "$dir"/slurmd.*.pid "$dir/slurmctld.pid" "$dir/munge/pid" 2>/dev/null; }
finish() {
    status=$?
    for pid in $(pids); do kill -9 "$pid" 2>/dev/null || true; done
    [ $status = 0 ] || tail -n 20 "$dir"/log/*.log "$dir"/study/*.log 2>/dev/null || true
    rm -rf "$dir"
    exit $status
}
trap finish EXIT
fail() { echo "FAILED: $1"; squeue 2>/dev/null || true; sinfo 2>/dev/null || true; exit 1; }

# --- a cluster ---------------------------------------------------------------------------------------------------
mkdir -p "$dir/state" "$dir/log" "$dir/spool.n1" "$dir/spool.n2" "$dir/spool.n3" "$dir/munge"
chmod 700 "$dir/munge"
dd if=/dev/urandom of="$dir/munge/key" bs=128 count=1 2>/dev/null
chmod 600 "$dir/munge/key"
munged --key-file="$dir/munge/key" --socket="$dir/munge/sock" --pid-file="$dir/munge/pid" --log-file="$dir/munge/log" \
    --seed-file="$dir/munge/seed" --num-threads=2 --force
echo "CgroupPlugin=cgroup/v1" >"$dir/cgroup.conf"
cat >"$dir/slurm.conf" <<EOT
ClusterName=pavise
SlurmctldHost=$host(127.0.0.1)
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
AuthInfo=socket=$dir/munge/sock,cred_expire=5
CredType=cred/munge
SlurmctldPort=$port
SlurmdPort=$((port + 1))
StateSaveLocation=$dir/state
SlurmctldPidFile=$dir/slurmctld.pid
SlurmctldLogFile=$dir/log/slurmctld.log
SlurmdSpoolDir=$dir/spool.%n
SlurmdPidFile=$dir/slurmd.%n.pid
SlurmdLogFile=$dir/log/slurmd.%n.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
SchedulerType=sched/builtin
SchedulerParameters=sched_interval=5,batch_sched_delay=1,default_queue_depth=1000
SlurmctldTimeout=30
SlurmdTimeout=10
KillWait=2
ReturnToService=2
JobRequeue=1
MaxArraySize=10001
MaxJobCount=20000
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 11)) CPUs=1 State=UNKNOWN
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 12)) CPUs=1 State=UNKNOWN
NodeName=n3 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 13)) CPUs=1 State=UNKNOWN
PartitionName=main Nodes=n[1-3] Default=YES MaxTime=INFINITE State=UP
EOT
export SLURM_CONF="$dir/slurm.conf"
slurmctld -f "$dir/slurm.conf"
for n in n1 n2 n3; do slurmd -f "$dir/slurm.conf" -N $n; done
for i in $(seq 100); do
    [ "$(sinfo -h -N -t idle 2>/dev/null | wc -l)" = 3 ] && break
    sleep 0.2
done
[ "$(sinfo -h -N -t idle | wc -l)" = 3 ] || fail "the cluster did not come up"

# --- the same study on one machine -------------------------------------------------------------------------------------
cat >"$dir/study.yaml" <<EOT
pavise: 1
study: A study that a cluster plays
scenario: $source/scenarios/first-steps.yaml
replications: ${PAVISE_SLURM_BATTLES:-1200}
vary: {units.guns.count: [2, 6]}
EOT
hash_of() { sed -n 's/.*"results_sha256": "\([0-9a-f]*\)".*/\1/p' "$1"; }
"$program" study "$dir/study.yaml" --out "$dir/one" --quiet
wanted=$(hash_of "$dir/one/results.json")
[ -n "$wanted" ] || fail "no results on one machine"

# --- and on three nodes, one of which dies ---------------------------------------------------------------------------------
merge=$(PAVISE="$program" "$source/tools/pavise-slurm.sh" "$dir/study.yaml" "$dir/study" 6)
task=
for i in $(seq 100); do
    task=$(squeue -h -t R -w n2 -o %i 2>/dev/null | head -n 1)
    [ -n "$task" ] && [ "$(ls "$dir/study/shards" 2>/dev/null | wc -l)" -gt 4 ] && break
    sleep 0.1
done
[ -n "$task" ] || fail "no task ran on n2"
# The whole node: its daemon, the step's daemon, and what that plays.
victims=$(cat "$dir/slurmd.n2.pid")
for step in $(ps -eo pid=,args= | awk -v job="$(squeue -h -w n2 -o %A | head -n 1)" '$0 ~ "slurmstepd: \\[" job {print $1}'); do
    victims="$victims $step $(ps -eo pid=,ppid= | awk -v p="$step" '$2 == p {print $1}')"
done
kill -9 $victims 2>/dev/null || true
echo "task $task: its node was killed (pids $victims)"
requeued=no
for i in $(seq 1500); do
    squeue -h -o "%i %T %r" >"$dir/queue" 2>/dev/null || true
    [ -s "$dir/study/results.json" ] && break
    state=$(scontrol show job "$merge" 2>/dev/null | sed -n 's/.*JobState=\([A-Z_]*\).*/\1/p')
    case $state in CANCELLED | FAILED) fail "the merge ended as $state" ;; esac
    scontrol show job "$task" 2>/dev/null | grep -q "Restarts=[1-9]" && requeued=yes
    sleep 0.2
done
[ -s "$dir/study/results.json" ] || fail "the merge did not come to its end"
[ $requeued = yes ] || fail "the task of the dead node was not requeued"
got=$(hash_of "$dir/study/results.json")
[ "$got" = "$wanted" ] || fail "other results: $got, not $wanted"
echo "three nodes, one killed, its task requeued: results as on one machine (${wanted%"${wanted#????????}"}...)"
