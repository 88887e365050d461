// Starts `standpoint lsp` for the explainer that is open, and lets the editor talk to it. All that is known of explainers lies there.

import * as path from "node:path";
import * as vscode from "vscode";
import {
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
} from "vscode-languageclient/node";

let client: LanguageClient | undefined;

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
  );
  await start();
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
  client = new LanguageClient("standpoint", "Standpoint", server, options);
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
