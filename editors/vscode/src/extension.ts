// Starts `standpoint lsp` for the explainer that is open, and lets the editor talk to it. All that is known of explainers lies there.

import { existsSync } from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import {
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
} from "vscode-languageclient/node";

let client: Client | undefined;

// While it starts, the library would show a notification of its own beside ours.
class Client extends LanguageClient {
  private hasStarted = false;

  override async start(): Promise<void> {
    await super.start();
    this.hasStarted = true;
  }

  override error(message: string, data?: unknown, show?: boolean | "force"): void {
    super.error(message, data, this.hasStarted ? show : false);
  }
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  context.subscriptions.push(
    vscode.commands.registerCommand("standpoint.restart", restart),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (
        change.affectsConfiguration("standpoint.path") ||
        change.affectsConfiguration("standpoint.root")
      ) {
        await restart();
      }
    }),
    // An explainer may be begun later, or a file of one opened without its folder.
    vscode.workspace.onDidOpenTextDocument(startForExplainer),
    watchForExplainer(),
  );
  await startForExplainer();
}

function watchForExplainer(): vscode.FileSystemWatcher {
  const watcher = vscode.workspace.createFileSystemWatcher(
    "**/content/site.yaml",
    false,
    true,
    true,
  );
  watcher.onDidCreate(startForExplainer);
  return watcher;
}

async function startForExplainer(): Promise<void> {
  if (client === undefined && (await hasExplainer()) && client === undefined) {
    await restart();
  }
}

// Whether there is one in an open folder, or above an open file.
async function hasExplainer(): Promise<boolean> {
  const named = vscode.workspace.getConfiguration("standpoint").get("root", "") !== "";
  const documents = vscode.workspace.textDocuments.filter((it) => it.uri.scheme === "file");
  if (named || documents.some((it) => isInExplainer(it.uri.fsPath))) {
    return true;
  }
  return (await vscode.workspace.findFiles("**/content/site.yaml", undefined, 1)).length > 0;
}

function isInExplainer(file: string): boolean {
  const folder = path.dirname(file);
  const isOne = existsSync(path.join(folder, "content", "site.yaml"));
  return isOne || (folder !== file && isInExplainer(folder));
}

export async function deactivate(): Promise<void> {
  await client?.stop();
  client = undefined;
}

// One after the other, however fast they are asked for.
let restarted: Promise<void> = Promise.resolve();

function restart(): Promise<void> {
  restarted = restarted.then(deactivate).then(start);
  return restarted;
}

async function start(): Promise<void> {
  const settings = vscode.workspace.getConfiguration("standpoint");
  const command = settings.get("path", "standpoint");
  const server: ServerOptions = {
    command,
    args: ["lsp", ...rootArguments(settings.get("root", ""))],
  };
  const options: LanguageClientOptions = {
    documentSelector: [
      { scheme: "file", pattern: "**/content/**/*.md" },
      { scheme: "file", pattern: "**/content/site.yaml" },
    ],
  };
  client = new Client("standpoint", "Standpoint", server, options);
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    await tell(command, error);
  }
}

// The folder that the setting names, below the first one that is open.
function rootArguments(root: string): string[] {
  if (root === "") {
    return [];
  }
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  return ["--root", path.resolve(folder, root)];
}

async function tell(command: string, error: unknown): Promise<void> {
  const why = error instanceof Error ? error.message : String(error);
  const choice = await vscode.window.showErrorMessage(
    `\`${command} lsp\` could not be started: ${why}. Install Standpoint, or say in the settings where it is.`,
    "Open Settings",
  );
  if (choice === "Open Settings") {
    await vscode.commands.executeCommand("workbench.action.openSettings", "standpoint.path");
  }
}
