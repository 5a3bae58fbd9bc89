// Loads a plain handler, as Lambda's Node runtime does: a module's export that is called with an event and a context.
import { fileURLToPath } from "node:url";
import type { Context } from "aws-lambda";
import { messageWithPlace } from "../../core/error-place.ts";
import { loadLikeBundlers } from "./like-bundlers.ts";

export type PlainHandler = (event: unknown, context: Context) => Promise<unknown>;

/** Named as Lambda names it, so that `errorType` is Lambda's. */
class RuntimeError extends Error {
  constructor(name: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = `Runtime.${name}`;
  }
}

/**
 * @param url of the module: TypeScript or JavaScript, an ES module or CommonJS
 * @param exportName `handler`, `default`, or a path such as `orders.handle`. Absent: `handler`, or else the default export.
 * @throws Error by Lambda's names: Runtime.ImportModuleError, Runtime.HandlerNotFound, Runtime.UserCodeSyntaxError,
 *   Runtime.CallbackHandlerDeprecated
 */
export async function loadHandler(url: string, exportName?: string): Promise<PlainHandler> {
  loadLikeBundlers();
  const exports = await importModule(url);
  const names = exportName === undefined ? ["handler", "default"] : [exportName];
  const handler = names.map((name) => exportOf(exports, name)).find((found) => typeof found === "function");
  const file = fileURLToPath(url);
  if (typeof handler !== "function") {
    const there = functionsOf(exports).join(", ") || "none";
    throw new RuntimeError(
      "HandlerNotFound",
      `${file} exports no function called ${names.join(" or ")}; its functions are: ${there}`,
    );
  }
  // (event, context, callback): Node 24 on Lambda refuses it when it loads the function.
  if (handler.length > 2) {
    throw new RuntimeError(
      "CallbackHandlerDeprecated",
      `the handler of ${file} takes a callback, which Node 24 on Lambda refuses: make it async and return the result`,
    );
  }
  return async (event, context) => await handler(event, context);
}

async function importModule(url: string): Promise<object> {
  try {
    return await import(url);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ERR_UNKNOWN_FILE_EXTENSION" && /\.[cm]?ts$/.test(url)) {
      throw new RuntimeError(
        "ImportModuleError",
        `Node ${process.versions.node} cannot run TypeScript: use Node 22.18 or newer, or give a compiled handler`,
        { cause: error },
      );
    }
    if (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND") {
      throw new RuntimeError("ImportModuleError", (error as Error).message, { cause: error });
    }
    if (error instanceof SyntaxError) {
      throw new RuntimeError("UserCodeSyntaxError", messageWithPlace(error), { cause: error });
    }
    throw error;
  }
}

/** Names of the exports that could be a handler, as `exportOf` finds them. */
function functionsOf(exports: object): string[] {
  const holders = "default" in exports ? [exports, exports.default] : [exports];
  const names = holders.flatMap((holder) =>
    typeof holder === "object" && holder !== null ? Object.entries(holder) : [],
  );
  return [...new Set(names.flatMap(([name, value]) => (typeof value === "function" ? [name] : [])))];
}

/** CommonJS that Node cannot analyse has its exports in `default`. */
function exportOf(exports: object, path: string): unknown {
  return pathOf(exports, path) ?? ("default" in exports ? pathOf(exports.default, path) : undefined);
}

const pathOf = (start: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>((value, name) => {
    const isHolder = (typeof value === "object" && value !== null) || typeof value === "function";
    return isHolder && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
  }, start);
