package dev.accrue.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `accrue completion`.
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    header = "Prints the completion for bash and zsh.",
    description = {
      "For bash:  accrue completion > ~/.local/share/bash-completion/completions/accrue",
      "%nFor zsh:   add to ~/.zshrc:  source <(accrue completion)"
    })
final class CompletionCommand implements Callable<Integer> {

  @Spec private CommandSpec command = CommandSpec.create();

  CompletionCommand() {}

  @Override
  public Integer call() {
    var root = command.root().commandLine();
    root.getOut().print(AutoComplete.bash(root.getCommandName(), root));
    root.getOut().flush();
    return ExitCode.DONE;
  }
}
