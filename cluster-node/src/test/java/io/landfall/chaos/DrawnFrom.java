package io.landfall.chaos;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.AnnotationConsumer;

/**
 * Runs a test with some of these values, drawn by {@code -Dchaos.seed}; with all of them when
 * {@code -Dchaos.cases=all}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ArgumentsSource(DrawnFrom.Drawing.class)
@interface DrawnFrom {
  /** The seed of this run, from a property or new. */
  long SEED = Long.getLong("chaos.seed", new SplittableRandom().nextLong(1_000_000_000L));

  /** Returns what to draw from. */
  String[] value();

  /** Returns how many are drawn. */
  int count() default 1;

  /** Draws. */
  final class Drawing implements ArgumentsProvider, AnnotationConsumer<DrawnFrom> {
    private DrawnFrom from;

    @Override
    public void accept(DrawnFrom annotation) {
      from = annotation;
    }

    @Override
    public Stream<? extends Arguments> provideArguments(ExtensionContext context) {
      List<String> values = new ArrayList<>(List.of(from.value()));
      if (!"all".equals(System.getProperty("chaos.cases"))) {
        String test = context.getRequiredTestMethod().getName();
        Collections.shuffle(values, new Random(SEED ^ test.hashCode()));
        values = values.subList(0, from.count());
        System.out.printf("%s: %s, drawn by -Dchaos.seed=%d%n", test, values, SEED);
      }
      return values.stream().map(Arguments::of);
    }
  }
}
