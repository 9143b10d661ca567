package io.landfall.model.request;

import io.landfall.model.Aoi;
import io.landfall.model.Priority;
import io.landfall.model.Resampling;
import io.landfall.model.cloud.CloudMask;
import java.util.List;

/** Puts an {@link ExportRequest} together; what is not set is left out of it. */
public final class ExportRequestBuilder {
  private final String owner;
  private final ExportSource source;
  private String name;
  private List<String> labels;
  private Integer outputProjection;
  private Double resolution;
  private Resampling resampling;
  private Aoi mask;
  private List<Tool.ValueRange> stretch;
  private OutputFormatRequest format;
  private List<Destination> delivery;
  private Processing processing;
  private Priority priority;
  private GridAlignment grid;
  private SourceReading sources;
  private MaskMode maskMode;
  private ValueMode values;
  private RequestOrigin origin;
  private CloudMask cloudMask;
  private Composite composite;
  private boolean provenance;
  private String organization;

  /** Begins the request of {@code owner} for {@code source}. */
  public ExportRequestBuilder(String owner, ExportSource source) {
    this.owner = owner;
    this.source = source;
  }

  /** Begins a request that is as {@code other}, but of {@code source}. */
  public static ExportRequestBuilder of(ExportRequest other, ExportSource source) {
    return new ExportRequestBuilder(other.owner(), source)
        .name(other.name())
        .labels(other.labels())
        .outputProjection(other.outputProjection())
        .resolution(other.resolution())
        .resampling(other.resampling())
        .mask(other.mask())
        .stretch(other.stretch())
        .format(other.format())
        .delivery(other.delivery())
        .processing(other.processing())
        .priority(other.priority())
        .grid(other.grid())
        .sources(other.sources())
        .maskMode(other.maskMode())
        .values(other.values())
        .origin(other.origin())
        .cloudMask(other.cloudMask())
        .composite(other.composite())
        .provenance(other.provenance())
        .organization(other.organization());
  }

  /**
   * Makes the request.
   *
   * @throws io.landfall.model.ExportFailure REQUEST_INVALID
   */
  public ExportRequest build() {
    return new ExportRequest(
        owner,
        name,
        labels,
        source,
        outputProjection,
        resolution,
        resampling,
        mask,
        stretch,
        format,
        delivery,
        processing,
        priority,
        grid,
        sources,
        maskMode,
        values,
        origin,
        cloudMask,
        composite,
        provenance,
        organization);
  }

  public ExportRequestBuilder name(String name) {
    this.name = name;
    return this;
  }

  public ExportRequestBuilder labels(List<String> labels) {
    this.labels = labels;
    return this;
  }

  public ExportRequestBuilder outputProjection(Integer outputProjection) {
    this.outputProjection = outputProjection;
    return this;
  }

  public ExportRequestBuilder resolution(Double resolution) {
    this.resolution = resolution;
    return this;
  }

  public ExportRequestBuilder resampling(Resampling resampling) {
    this.resampling = resampling;
    return this;
  }

  public ExportRequestBuilder mask(Aoi mask) {
    this.mask = mask;
    return this;
  }

  public ExportRequestBuilder stretch(List<Tool.ValueRange> stretch) {
    this.stretch = stretch;
    return this;
  }

  public ExportRequestBuilder format(OutputFormatRequest format) {
    this.format = format;
    return this;
  }

  public ExportRequestBuilder delivery(List<Destination> delivery) {
    this.delivery = delivery;
    return this;
  }

  public ExportRequestBuilder processing(Processing processing) {
    this.processing = processing;
    return this;
  }

  public ExportRequestBuilder priority(Priority priority) {
    this.priority = priority;
    return this;
  }

  public ExportRequestBuilder grid(GridAlignment grid) {
    this.grid = grid;
    return this;
  }

  public ExportRequestBuilder sources(SourceReading sources) {
    this.sources = sources;
    return this;
  }

  public ExportRequestBuilder maskMode(MaskMode maskMode) {
    this.maskMode = maskMode;
    return this;
  }

  public ExportRequestBuilder values(ValueMode values) {
    this.values = values;
    return this;
  }

  public ExportRequestBuilder origin(RequestOrigin origin) {
    this.origin = origin;
    return this;
  }

  public ExportRequestBuilder cloudMask(CloudMask cloudMask) {
    this.cloudMask = cloudMask;
    return this;
  }

  public ExportRequestBuilder composite(Composite composite) {
    this.composite = composite;
    return this;
  }

  public ExportRequestBuilder organization(String organization) {
    this.organization = organization;
    return this;
  }

  public ExportRequestBuilder provenance(boolean provenance) {
    this.provenance = provenance;
    return this;
  }
}
