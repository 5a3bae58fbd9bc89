// The table of routes: what every reader of it relies on.
import { describe, expect, it } from "vitest";
import { routeKeyOf, routes, routesAt } from "../../functions/http/routes.ts";

describe("the table of routes", () => {
  it("names each route, and each method of a path, once", () => {
    const names = routes.map(({ operation }) => operation);
    expect(new Set(names).size).toBe(routes.length);
    expect(new Set(routes.map(routeKeyOf)).size).toBe(routes.length);
  });

  it("has no variable but {id}: API Gateway refuses another name at the same place", () => {
    const variables = routes.flatMap(({ path }) => path.match(/\{[^}]*\}/g) ?? []);
    expect([...new Set(variables)]).toEqual(["{id}"]);
    expect(routes.filter(({ path }) => path.split("{id}").length > 2)).toEqual([]);
  });

  it("has no path that fits another's pattern: which route answers is never a question of order", () => {
    for (const { path } of routes) {
      expect([...new Set(routesAt(path).map(({ route }) => route.path))]).toEqual([path]);
    }
  });
});

describe("routesAt", () => {
  const found = (path: string) => routesAt(path).map(({ route, id }) => [routeKeyOf(route), id]);

  it("finds each method of a path, with what stands in the place of {id}", () => {
    expect(found("/jobs/report:monthly")).toEqual([
      ["POST /jobs/{id}", "report:monthly"],
      ["GET /jobs/{id}", "report:monthly"],
      ["DELETE /jobs/{id}", "report:monthly"],
    ]);
    expect(found("/jobs/rep_1/run")).toEqual([["POST /jobs/{id}/run", "rep_1"]]);
    expect(found("/health")).toEqual([["GET /health", ""]]);
  });

  it.each(["", "/", "/job", "/Jobs", "/jobs/", "/jobs//run", "/jobs/a/b", "jobs", "//jobs", "/jobs/a/run/"])(
    "finds nothing at %j",
    (path) => {
      expect(found(path)).toEqual([]);
    },
  );
});
