package io.landfall.api.http;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.Json;
import io.landfall.api.json.ProblemStatus;
import io.landfall.model.ErrorCode;
import io.landfall.quota.QuotaExcess;
import io.landfall.quota.QuotaUse;
import java.util.List;

/** Quotas in answers. */
public final class QuotaProblem {
  private QuotaProblem() {}

  /** Answers what goes beyond a quota: with the quota, what is used of it and what it lacks. */
  static HttpResponse response(QuotaExcess excess, String detail, String traceId) {
    ObjectNode quota =
        json(
            new QuotaUse(
                excess.holder(), excess.kind(), excess.limit(), excess.used(), excess.renewsAt()));
    ObjectNode members = Json.object();
    members.set("quota", quota.put("needed", excess.needed()));
    HttpResponse response =
        Problems.response(
            ProblemStatus.of(ErrorCode.QUOTA_REACHED),
            ErrorCode.QUOTA_REACHED.slug(),
            detail,
            List.of(),
            members,
            traceId);
    return HttpResponses.withHeader(response, "Retry-After", Long.toString(excess.retrySeconds()));
  }

  /** Writes a quota and how much of it is used. */
  public static ObjectNode json(QuotaUse use) {
    return Json.object()
        .put("name", use.kind().property())
        .put("of", use.holder().kind().label())
        .put("holder", use.holder().name())
        .put("limit", use.limit())
        .put("used", use.used())
        .put("resetsAt", use.renewsAt() == null ? null : use.renewsAt().toString());
  }
}
