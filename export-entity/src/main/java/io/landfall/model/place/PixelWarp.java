package io.landfall.model.place;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Where the pixels of a raster lie that no affine transform places: by control points, then two
 * maps are each fitted to them, one not exactly the other's inverse; or by quotients of
 * polynomials, whose inverse is found by iteration.
 *
 * @param toGround from columns and rows to the CRS; {@code null} with quotients
 * @param toPixel from the CRS to columns and rows; {@code null} with quotients
 * @param rational from longitude and latitude to rows and columns; {@code null}: by control points
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PixelWarp(PlaneMap toGround, PlaneMap toPixel, RationalMap rational) {

  @JsonCreator
  public PixelWarp(
      @JsonProperty("toGround") PlaneMap toGround,
      @JsonProperty("toPixel") PlaneMap toPixel,
      @JsonProperty("rational") RationalMap rational) {
    if ((rational == null) != (toGround != null && toPixel != null)) {
      throw new IllegalArgumentException("Either two maps or quotients place pixels");
    }
    this.toGround = toGround;
    this.toPixel = toPixel;
    this.rational = rational;
  }

  /** Makes one by control points. */
  public PixelWarp(PlaneMap toGround, PlaneMap toPixel) {
    this(toGround, toPixel, null);
  }

  /** Makes one by quotients of polynomials. */
  public PixelWarp(RationalMap rational) {
    this(null, null, rational);
  }
}
