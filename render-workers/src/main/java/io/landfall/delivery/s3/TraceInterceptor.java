package io.landfall.delivery.s3;

import io.landfall.pool.LogContext;
import io.landfall.trace.TraceContext;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;

/** Tells the stores of users which trace they are asked for: that of the thread that asks. */
final class TraceInterceptor implements ExecutionInterceptor {
  @Override
  public SdkHttpRequest modifyHttpRequest(
      Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
    TraceContext trace = LogContext.trace();
    if (trace == null) {
      return context.httpRequest();
    }
    SdkHttpRequest.Builder request = context.httpRequest().toBuilder();
    trace.headers().forEach(request::putHeader);
    return request.build();
  }
}
