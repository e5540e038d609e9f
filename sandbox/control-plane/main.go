// Command control-plane is one binary that is each process of a real Kubernetes
// control plane, chosen by its first argument: etcd, kube-apiserver,
// kube-controller-manager, kube-scheduler, kwok (simulated nodes), kubectl.
//
// One binary because the processes share almost all of their code: one link
// step instead of six, and 130 MB on disk instead of 400.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	kubectl "k8s.io/kubectl/pkg/cmd"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kwokconfig "sigs.k8s.io/kwok/pkg/config"
	kwok "sigs.k8s.io/kwok/pkg/kwok/cmd"
	kwoklog "sigs.k8s.io/kwok/pkg/log"
	"sigs.k8s.io/kwok/pkg/utils/signals"

	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
)

// endWithStdin names the environment variable that ties this process to its
// parent: when it is set, the process ends as soon as its standard input
// closes. A parent that is killed (SIGKILL included) closes the pipe, so
// nothing outlives it. It is not passed on to children.
const endWithStdin = "MLA_END_WITH_STDIN"

var processes = map[string]func(args []string) int{
	"etcd": func(args []string) int {
		etcdmain.Main(args)
		return 0
	},
	"kube-apiserver":          func([]string) int { return cli.Run(apiserver.NewAPIServerCommand()) },
	"kube-controller-manager": func([]string) int { return cli.Run(controllermanager.NewControllerManagerCommand()) },
	"kube-scheduler":          func([]string) int { return cli.Run(scheduler.NewSchedulerCommand()) },
	"kubectl": func([]string) int {
		if err := cli.RunNoErrOutput(kubectl.NewDefaultKubectlCommand()); err != nil {
			fmt.Fprintln(os.Stderr, "error:", err)
			return 1
		}
		return 0
	},
	"kwok": func([]string) int { return runKwok() },
}

func main() {
	if _, tied := os.LookupEnv(endWithStdin); tied {
		os.Unsetenv(endWithStdin)
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			os.Exit(143)
		}()
	}

	// Called under a process's own name (a symbolic link) or with it as first argument.
	name := filepath.Base(os.Args[0])
	run, found := processes[name]
	if !found && len(os.Args) > 1 {
		name = os.Args[1]
		if run, found = processes[name]; found {
			os.Args = append([]string{name}, os.Args[2:]...)
		}
	}
	if !found {
		fmt.Fprintln(os.Stderr, "usage: control-plane etcd|kube-apiserver|kube-controller-manager|kube-scheduler|kwok|kubectl [flags]")
		os.Exit(2)
	}
	os.Exit(run(os.Args))
}

// runKwok prepares the context that kwok's command expects: its logger and its
// configuration file are read from flags before the command itself exists.
func runKwok() int {
	// Kubernetes' packages register their own --version there, of a type that kwok's command cannot read.
	pflag.CommandLine = pflag.NewFlagSet("kwok", pflag.ExitOnError)

	flags := pflag.NewFlagSet("global", pflag.ContinueOnError)
	flags.ParseErrorsAllowlist.UnknownFlags = true
	flags.Usage = func() {}

	var ctx context.Context = signals.SetupSignalContext()
	ctx, logger := kwoklog.InitFlags(ctx, flags)
	ctx, err := kwokconfig.InitFlags(ctx, flags)
	if err != nil {
		logger.Error("reading configuration", "err", err)
		return 1
	}
	command := kwok.NewCommand(ctx)
	command.PersistentFlags().AddFlagSet(flags)
	if err := command.ExecuteContext(ctx); err != nil {
		logger.Error("kwok ended", "err", err)
		return 1
	}
	return 0
}
