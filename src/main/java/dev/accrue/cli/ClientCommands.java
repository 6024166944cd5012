package dev.accrue.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/// The commands that speak to a server. Only the one that is named is made: reading the annotations
/// of all takes longer than most commands do.
public final class ClientCommands {

  private static final Map<String, Supplier<Object>> COMMANDS = commands();

  private ClientCommands() {}

  private static Map<String, Supplier<Object>> commands() {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("login", LoginCommand::new);
    commands.put("logout", LogoutCommand::new);
    commands.put("submit", SubmitCommand::new);
    commands.put("plan", PlanCommand::new);
    commands.put("follow", FollowCommand::new);
    commands.put("list", ListCommand::new);
    commands.put("show", ShowCommand::new);
    commands.put("logs", LogsCommand::new);
    commands.put("curves", CurvesCommand::new);
    commands.put("checkpoints", CheckpointsCommand::new);
    commands.put("fork", ForkCommand::new);
    commands.put("cancel", JobOperationCommand.Cancel::new);
    commands.put("hold", JobOperationCommand.Hold::new);
    commands.put("release", JobOperationCommand.Release::new);
    commands.put("requeue", JobOperationCommand.Requeue::new);
    commands.put("priority", PriorityCommand::new);
    commands.put("queue", QueueCommand::new);
    commands.put("workers", WorkersCommand::new);
    commands.put("datasets", DatasetsCommand::new);
    commands.put("models", ModelsCommand::new);
    commands.put("secrets", SecretsCommand::new);
    commands.put("shares", SharesCommand::new);
    commands.put("usage", UsageCommand::new);
    commands.put("doctor", DoctorCommand::new);
    commands.put("rehearse", RehearseCommand::new);
    return commands;
  }

  /// Whether there is such a command.
  public static boolean has(String name) {
    return COMMANDS.containsKey(name);
  }

  /// A command line of nothing but this command.
  ///
  /// @param root what the program is without a command
  public static CommandLine only(Object root, String name) {
    return only(root, name, Surroundings.ofProcess());
  }

  static CommandLine only(Object root, String name, Surroundings surroundings) {
    CommandLine line = new CommandLine(root, factory(surroundings));
    add(line, name);
    return prepared(line);
  }

  /// A command line of all of them; others may be added.
  public static CommandLine all(Object root) {
    return all(root, Surroundings.ofProcess());
  }

  static CommandLine all(Object root, Surroundings surroundings) {
    CommandLine line = new CommandLine(root, factory(surroundings));
    COMMANDS.keySet().forEach(name -> add(line, name));
    line.addSubcommand("completion", new CompletionCommand());
    line.addSubcommand("help", new CommandLine.HelpCommand());
    return prepared(line);
  }

  private static void add(CommandLine line, String name) {
    Optional.ofNullable(COMMANDS.get(name))
        .ifPresent(command -> line.addSubcommand(name, command.get()));
  }

  private static CommandLine prepared(CommandLine line) {
    return line.setExecutionExceptionHandler(new Failures())
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  private static IFactory factory(Surroundings surroundings) {
    return new IFactory() {
      @Override
      public <K> K create(Class<K> type) throws Exception {
        return type == ConnectionOptions.class
            ? type.cast(new ConnectionOptions(surroundings))
            : CommandLine.defaultFactory().create(type);
      }
    };
  }
}
